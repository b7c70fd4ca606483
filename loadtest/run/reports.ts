import { placeOf, withReports } from "../../packages/stripe-offline/scenarios/parcels.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import type { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { sendBodies } from "../../ops/aws/inspection.ts";
import { warehouseInbox } from "../../ops/branches.ts";
import { stopIfInterrupted } from "../../ops/errors.ts";
import type { Target } from "../../ops/target.ts";

/** A run's purchases, with what the warehouse reports of them where the stack takes that. */
export function purchasesOf(traffic: Traffic, { outputs }: Pick<Target, "outputs">): (purchase: number) => Scenario {
  if (outputs.queueUrls[warehouseInbox] === undefined) return (purchase) => traffic.scenario(purchase);
  return (purchase) => withReports(traffic.scenario(purchase), placeOf(purchase));
}

/** Reports parcels as a warehouse does, while the consumers still work. @returns how many messages it sent */
export async function sendReports(
  purchases: readonly number[],
  scenarioOf: (purchase: number) => Scenario,
  { clients, outputs }: Target,
  signal: AbortSignal,
): Promise<number> {
  const queueUrl = outputs.queueUrls[warehouseInbox];
  if (queueUrl === undefined) return 0;
  let sent = 0;
  for (const purchase of purchases) {
    stopIfInterrupted(signal);
    const { reports = [] } = scenarioOf(purchase);
    await sendBodies(
      clients.sqs,
      queueUrl,
      reports.map(({ message }) => JSON.stringify(message)),
    );
    sent += reports.length;
  }
  return sent;
}
