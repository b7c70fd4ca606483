import { expect } from "vitest";
import type { Finding } from "../../ops/core/doctor/finding.ts";
import { AwsError } from "../../packages/aws-offline/gateway/aws-error.ts";
import { samplePurchase, type SamplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { Operator } from "./operator.ts";
import type { System } from "./system.ts";
import { until } from "./until.ts";

type Bought = SamplePurchase<"payment">;

/** A person on call: learns of an incident by `ops why` alone and repairs it by the commands of ops. */
export class OnCall {
  readonly system: System;
  readonly operator: Operator;

  static async at(system: System): Promise<OnCall> {
    return new OnCall(system, await Operator.at(system));
  }

  private constructor(system: System, operator: Operator) {
    this.system = system;
    this.operator = operator;
  }

  /** A purchase that the offline Stripe knows, of a minute ago. */
  bought(seed: string, sku = "LAMP", quantity = 1): Bought {
    const at = Math.floor(Date.now() / 1000) - 600;
    const items = [{ sku, name: sku, quantity, unitAmount: 900 }];
    const purchase = samplePurchase({ kind: "payment", seed, at, contents: "metadata", items });
    this.system.know(purchase.objects);
    return purchase;
  }

  /** What one `why` names, without the alarms, which outlive their incidents. */
  async why(): Promise<Finding[]> {
    const { out, err } = await this.operator.run(["why", "--json"]);
    if (out === "") throw new Error(err);
    const { findings } = JSON.parse(out) as { findings: Finding[] };
    return findings.filter(({ check }) => check !== "alarms");
  }

  /** Waits until `why` names a cause, and expects its repair beside it. */
  async named(cause: RegExp, repair: string): Promise<void> {
    let findings: Finding[] = [];
    const found = (): Finding | undefined => findings.find(({ message }) => cause.test(message));
    await until(
      `why names ${String(cause)}`,
      async () => {
        findings = await this.why();
        return found() !== undefined;
      },
      5_000,
    ).catch(() => expect(findings).toContainEqual(expect.objectContaining({ message: cause })));
    expect(found()?.remedy).toContain(repair);
  }

  async repair(...commands: readonly (readonly string[])[]): Promise<void> {
    for (const args of commands) {
      const { code, err } = await this.operator.run([...args, "--yes"]);
      expect({ args, code, err: code === 0 ? "" : err }).toEqual({ args, code: 0, err: "" });
    }
    await this.system.settled();
  }

  /** One order, paid, one mail, one pick notice, and its event in the archive. */
  async isWhole({ orderKey, customer, events }: Bought): Promise<void> {
    await until(`the order ${orderKey}`, async () => (await this.system.order(orderKey))?.["status"] === "paid");
    await until(`its mail`, () => this.system.mailsTo(customer.email ?? "").length > 0);
    await until(`its notice`, () => this.system.notices(orderKey).length > 0);
    await until(`its archived event`, () => this.system.archived(events.completed.id).length > 0);
    expect(this.system.mailsTo(customer.email ?? "")).toHaveLength(1);
    expect(this.system.notices(orderKey)).toHaveLength(1);
    expect(await this.system.reservation(orderKey)).toMatchObject({ status: "reserved" });
  }

  /** Nothing is wrong any more, and each stock row counts what reservations hold. */
  async isOver(): Promise<void> {
    let findings: Finding[] = [];
    await until(
      "why finds nothing",
      async () => {
        findings = await this.why();
        return findings.length === 0;
      },
      5_000,
    ).catch(() => expect(findings).toEqual([]));
    expect(await this.operator.run(["stock", "check"])).toMatchObject({ code: 3 });
  }

  /** Refuses a call of the functions. The function returned lets it pass again. */
  refusing(isHit: (call: { action: string; input: object }) => boolean, error: AwsError): () => void {
    const { aws, operator } = this.system.run;
    return aws.gateway.use((call, next) =>
      call.principal !== operator.arn && isHit(call) ? Promise.reject(error) : next(),
    );
  }

  async leave(): Promise<void> {
    await this.operator.leave();
    await this.system.close();
  }
}
