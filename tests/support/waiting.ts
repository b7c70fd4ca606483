import { tableAttempts } from "../../functions/shared/aws-timeouts.ts";
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
      const { journalTable, consumers } = system.run.outputs;
      const entry = await system.run.operator.getItem(journalTable, { pk });
      return Object.keys(consumers).every((consumer) => entry?.[`waiting_${consumer}`] !== undefined);
    },
    60_000,
  );
  outage.remove();
  await system.settled(60_000);
  await letReportWait(system, `${seed}-bounce`);
}

/** As {@link letEachWait}, of what marks mails: the table fails for all attempts of one invocation. */
async function letReportWait(system: System, seed: string): Promise<void> {
  const customer = { id: null, email: `bounce+${seed}@simulator.amazonses.com` };
  const { events, objects } = samplePurchase({ kind: "payment", seed, contents: "metadata", customer });
  system.know(objects);
  const fails = { at: "call", caller: "mail-outcome", action: "UpdateItem", resource: "email-table", fails: "error" };
  const outage = system.run.faults.add({ faults: [{ ...fails, times: tableAttempts } as never] });
  await system.send(events.completed);
  // SES reports a bounce after it took the mail.
  await until(
    "the report waits",
    async () => {
      const journal = await system.run.operator.scan(system.run.outputs.journalTable);
      return journal.some((entry) => "waiting_mail-outcome" in entry);
    },
    60_000,
  );
  outage.remove();
  await system.settled(60_000);
}
