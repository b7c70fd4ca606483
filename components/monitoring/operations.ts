import { consumerSections } from "./operations/consumers.ts";
import { deliverySections } from "./operations/deliveries.ts";
import { effectSections } from "./operations/effects.ts";
import { webhookSections } from "./operations/webhook.ts";
import type { WatchedSystem } from "./system.ts";
import type { Thresholds } from "./thresholds.ts";
import type { DashboardDefinition } from "./widgets.ts";

/** What an engineer on call reads from top to bottom: what rings, then the hops in the order of an event's way. */
export function operationsDashboard<Name>(
  system: WatchedSystem<Name>,
  thresholds: Thresholds,
  alarmArns: readonly Name[],
): DashboardDefinition<Name> {
  return {
    name: "operations",
    periodSeconds: 60,
    start: "-PT3H",
    sections: [
      {
        title: `${system.project} ${system.stage}: operations`,
        text: `An event goes ${system.webhook === undefined ? "from the partner bus by a rule each" : "from the webhook through the topic"} to four queues. Dashed lines are the alarms' thresholds.`,
        runbooks: [],
        widgets: [{ kind: "ringing-alarms", title: "Alarms that ring", arns: alarmArns }],
      },
      ...webhookSections(system, thresholds),
      ...consumerSections(system, thresholds),
      ...deliverySections(system),
      ...effectSections(system, thresholds),
    ],
  };
}
