import { expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openShop } from "../support/opened.ts";
import { until } from "../support/until.ts";

const purchases = Array.from({ length: 10 }, (_, index) =>
  samplePurchase({ kind: "payment", seed: `one crash ${String(index)}`, contents: "metadata" }),
);

const { system, operator } = await openShop({ stock: { "MUG-BLUE": 100, "TEE-M": 100 } });

it("a crash between SES's response and the mark leaves one mail of a batch in question", async () => {
  await operator.json(["pause", "email", "--yes"]);
  for (const { events } of purchases) await system.send(events.completed);
  const { counts } = system.run.faults.add({
    faults: [{ at: "call", service: "ses", caller: "email-processor", fails: "crash-after", times: 1 }],
  });
  await operator.json(["resume", "email", "--yes"]);
  await until("the crash", () => counts[0]?.injected === 1);

  const states = async (): Promise<string[]> =>
    (await system.run.operator.scan(system.run.outputs.emailTable)).map(({ state }) => String(state)).toSorted();
  expect(await states()).toEqual(["sending"]);
  await until("the other mails", async () => (await states()).length === purchases.length);
  await system.settled();
  expect(await states()).toEqual(["sending", ...purchases.slice(1).map(() => "sent")]);
});
