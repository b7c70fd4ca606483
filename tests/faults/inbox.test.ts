import { describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openSystem } from "../support/opened.ts";
import { report } from "../support/parcels.ts";

// What fails for ever is a dead letter at once.
const config = { "order-processing-system:outageHours": "0" };
const system = await openSystem({ timeScale: 360, config, stock: { "MUG-BLUE": 1000, "TEE-M": 1000 } });

/** A paid order whose parcel is reported while something fails. */
async function reportedWhile(seed: string, fault: { fails: string; times: number | "always"; at?: "invocation" }) {
  const email = `${seed}@example.com`;
  const { events, objects, orderKey: order } = samplePurchase({ kind: "payment", seed, customer: { id: null, email } });
  system.know(objects);
  await system.send(events.completed);
  await system.settled();
  const { faults } = system.run;
  const target =
    fault.at === undefined
      ? { at: "call", service: "sns", caller: "warehouse-inbox" }
      : { function: "warehouse-inbox" };
  const struck = faults.add({ faults: [{ ...target, ...fault } as never] });
  const message = { kind: "shipped", order, parcel: "1" };
  await report(system, message);
  await system.settled();
  expect(struck.counts.map(({ injected }) => injected > 0)).toEqual([true]);
  struck.remove();
  return { order, email, message };
}

async function expectShippedOnce(order: string, email: string): Promise<void> {
  expect(await system.order(order)).toMatchObject({ fulfilment: "shipped" });
  expect(await system.reservation(order)).toMatchObject({ status: "shipped" });
  expect(system.mailsTo(email).map(({ Subject }) => Subject)).toEqual([
    "Your order is confirmed",
    "Your order is on its way",
  ]);
}

describe("a message of the warehouse's ends as without the fault, when", () => {
  it.each(["error", "throttle", "error-after", "lost-response", "crash-before", "crash-after"])(
    "its publication meets %s once",
    async (fails) => {
      const { order, email } = await reportedWhile(`once-${fails}`, { fails, times: 1 });
      await expectShippedOnce(order, email);
    },
  );

  it.each(["crash-before", "crash-after"])("its function meets %s twice", async (fails) => {
    const { order, email } = await reportedWhile(`crashes-${fails}`, { at: "invocation", fails, times: 2 });
    await expectShippedOnce(order, email);
  });

  it("SNS refuses it for ever, once its dead letter is redriven: the cause is in the journal", async () => {
    const { order, email, message } = await reportedWhile("for-ever", { fails: "error", times: "always" });
    expect(await system.order(order)).not.toHaveProperty("fulfilment");
    expect(await system.depth("warehouse-inbox-dead-letter-queue")).toBe(1);
    const journal = await system.run.operator.scan(system.run.outputs.journalTable);
    const failures = journal.flatMap((item) => item["failure_warehouse-inbox"] ?? []);
    expect(failures).toMatchObject([{ causeCode: "aws-unavailable", receives: 3 }]);
    await report(system, message);
    await system.settled();
    await expectShippedOnce(order, email);
  });
});
