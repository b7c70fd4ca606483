import { describe, expect, it } from "vitest";
import { mailKey } from "../../domain/mail/keys.ts";
import { recipientKey } from "../../functions/shared/stores/recipient-key.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openShop } from "../support/opened.ts";

// What fails for ever is a dead letter at once.
const config = { "order-processing-system:outageHours": "0" };
const { system, operator } = await openShop({ timeScale: 360, config, stock: { "MUG-BLUE": 1000, "TEE-M": 1000 } });

interface Failing {
  readonly fails: string;
  readonly times: number | "always";
  /** 0: the address that must not be mailed again; 1: the mail's mark. */
  readonly call: 0 | 1;
}

/** A mail that bounces for good, while the function that marks it meets a fault. */
async function bouncedWhile(seed: string, { call, ...fault }: Failing) {
  const email = `bounce+${seed}@simulator.amazonses.com`;
  const { events, objects, orderKey } = samplePurchase({ kind: "payment", seed, customer: { id: null, email } });
  system.know(objects);
  const where = { at: "call", caller: "mail-outcome", action: "UpdateItem", resource: "email-table", skip: call };
  const struck = system.run.faults.add({ faults: [{ ...where, ...fault } as never] });
  await system.send(events.completed);
  await system.settled();
  expect(struck.counts.map(({ injected }) => injected > 0)).toEqual([true]);
  struck.remove();
  return { orderKey, email };
}

async function isMarked(orderKey: string, email: string): Promise<boolean> {
  const TableName = system.run.outputs.emailTable;
  const mail = await system.run.operator.getItem(TableName, { pk: mailKey(orderKey, "confirmation") });
  const address = await system.run.operator.getItem(TableName, { pk: recipientKey(email) });
  return mail?.["outcome"] === "bounced" && address?.["outcome"] === "bounced";
}

const calls = [0, 1] as const;
const failures = ["error", "throttle", "error-after", "lost-response", "crash-before", "crash-after"];

describe("a report of SES's is filed as without the fault, when", () => {
  it.each(calls.flatMap((call) => failures.map((fails) => ({ call, fails }))))(
    "its write $call meets $fails once",
    async ({ call, fails }) => {
      const { orderKey, email } = await bouncedWhile(`once-${String(call)}-${fails}`, { call, fails, times: 1 });
      expect(await isMarked(orderKey, email)).toBe(true);
    },
  );

  it.each(calls)("its write %i fails for ever, once its dead letter is redriven: the cause is known", async (call) => {
    const failing = { call, fails: "error", times: "always" } as const;
    const { orderKey, email } = await bouncedWhile(`for-ever-${String(call)}`, failing);
    expect(await isMarked(orderKey, email)).toBe(false);
    expect((await operator.run(["dlq", "list", "mail-outcome"])).out).toMatch(/aws-unavailable +1/u);
    expect(await operator.run(["dlq", "redrive", "mail-outcome", "--yes"])).toMatchObject({ code: 0 });
    await system.settled();
    expect(await isMarked(orderKey, email)).toBe(true);
  });
});
