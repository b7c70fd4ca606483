import { exitCodes } from "../../ops/errors.ts";
import type { Finding } from "../../ops/core/doctor/finding.ts";
import type { AwsError } from "../../packages/aws-offline/gateway/aws-error.ts";
import { samplePurchase, type SamplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import type { Operator } from "./operator.ts";
import type { System } from "./system.ts";
import { until } from "./until.ts";

type Bought = SamplePurchase<"payment">;

/** What a purchase has once, and never twice. */
export const once = { mails: 1, notices: 1, stock: "reserved" };

/** Nothing is wrong, and no stock row differs from what reservations hold. */
export const over = { findings: [], check: exitCodes.nothing };

/** A person on call: learns of an incident by `ops why` alone and repairs it by the commands of ops. */
export class OnCall {
  readonly system: System;
  readonly operator: Operator;

  constructor({ system, operator }: Pick<OnCall, "system" | "operator">) {
    this.system = system;
    this.operator = operator;
  }

  /** A purchase that the offline Stripe knows, of some minutes ago. */
  bought(seed: string, sku = "LAMP", quantity = 1, secondsAgo = 600): Bought {
    const at = Math.floor(Date.now() / 1000) - secondsAgo;
    const items = [{ sku, name: sku, quantity, unitAmount: 900 }];
    const purchase = samplePurchase({ kind: "payment", seed, at, contents: "metadata", items });
    this.system.know(purchase.objects);
    return purchase;
  }

  /** What one `why` names, without the alarms, which outlive their incidents; this stack has no warehouse that hears. */
  async why(): Promise<Finding[]> {
    return (await this.#findings()).filter(
      ({ check, message }) => check !== "alarms" && !message.endsWith("nobody was subscribed"),
    );
  }

  /** Waits until `why` shows that an alarm rings or rang. @returns its runbook */
  rang(alarm: string): Promise<string | undefined> {
    return until(`the alarm ${alarm}`, async () => {
      const rings = (await this.#findings()).filter(({ check }) => check === "alarms");
      return rings.find(({ message }) => message.includes(`-${alarm}-`))?.remedy;
    });
  }

  async #findings(): Promise<Finding[]> {
    const { out, err } = await this.operator.run(["why", "--json"]);
    if (out === "") throw new Error(err);
    return (JSON.parse(out) as { findings: Finding[] }).findings;
  }

  /** Waits until `why` names a cause. @returns its repair @throws Error with what it named instead */
  async named(cause: RegExp): Promise<string> {
    let findings: Finding[] = [];
    const named = async (): Promise<Finding | undefined> => {
      findings = await this.why();
      return findings.find(({ message }) => cause.test(message));
    };
    const found = await until(`why names ${String(cause)}`, named, 5_000).catch((error: unknown) => {
      throw new Error(`why names ${JSON.stringify(findings)}`, { cause: error });
    });
    return found.remedy ?? "";
  }

  /** @throws Error for a command that does not end with 0 */
  async repair(...commands: readonly (readonly string[])[]): Promise<void> {
    for (const args of commands) {
      const { code, out, err } = await this.operator.run([...args, "--yes"]);
      if (code !== 0) throw new Error(`${args.join(" ")} ended with ${String(code)}: ${err}${out}`);
    }
    await this.system.settled();
  }

  /** What came of a purchase, once there is a paid order with its mail, its notice and its archived event. */
  async effectsOf({ orderKey, customer, events }: Bought): Promise<typeof once> {
    const mails = (): number => this.system.mailsTo(customer.email ?? "").length;
    const notices = (): number => this.system.notices(orderKey).length;
    await until(`the order ${orderKey}`, async () => (await this.system.order(orderKey))?.["status"] === "paid");
    await until("its mail", () => mails() > 0);
    await until("its notice", () => notices() > 0);
    await until("its archived event", () => this.system.archived(events.completed.id).length > 0);
    const reservation = await this.system.reservation(orderKey);
    return { mails: mails(), notices: notices(), stock: String(reservation?.["status"]) };
  }

  /** What `why` still names when it is given some seconds, and the exit code of `stock check`. */
  async afterwards(): Promise<{ readonly findings: readonly Finding[]; readonly check: number }> {
    let findings: Finding[] = [];
    const isOver = async (): Promise<boolean> => {
      findings = await this.why();
      return findings.length === 0;
    };
    await until("why names nothing", isOver, 5_000).catch(() => undefined);
    return { findings, check: (await this.operator.run(["stock", "check"])).code };
  }

  /** Refuses a call of the functions. The function returned lets it pass again. */
  refusing(isHit: (call: { action: string; input: object }) => boolean, error: AwsError): () => void {
    const { aws, operator } = this.system.run;
    return aws.gateway.use((call, next) =>
      call.principal !== operator.arn && isHit(call) ? Promise.reject(error) : next(),
    );
  }
}
