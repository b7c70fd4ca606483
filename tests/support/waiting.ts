import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import type { System } from "./system.ts";
import { until } from "./until.ts";

/** Has each consumer put an event off once, for a Stripe that fails until then; everything is applied at the end. */
export async function letEachWait(system: System, seed: string): Promise<void> {
  const { events, objects } = samplePurchase({ kind: "payment", seed, contents: "line-items" });
  system.know(objects);
  const outage = system.run.faults.add({ faults: [{ at: "stripe", fails: "error", times: "always" }] });
  await system.send(events.completed);
  await until(
    "each consumer waits",
    async () => {
      const pk = `event#${events.completed.id}`;
      const entry = await system.run.operator.getItem(system.run.outputs.journalTable, { pk });
      return ["orders", "email", "inventory"].every((consumer) => entry?.[`waiting_${consumer}`] !== undefined);
    },
    60_000,
  );
  outage.remove();
  await system.settled(60_000);
}
