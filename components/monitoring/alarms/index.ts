import type { AlarmDefinition } from "../alarm.ts";
import type { WatchedSystem } from "../system.ts";
import type { Thresholds } from "../thresholds.ts";
import { deliveryAlarms } from "./deliveries.ts";
import { effectAlarms } from "./effects.ts";
import { functionAlarms } from "./functions.ts";
import { queueAlarms } from "./queues.ts";
import { rolloutAlarms } from "./rollout.ts";
import { webhookAlarms } from "./webhook.ts";

export function alarmsOf<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): AlarmDefinition<Name>[] {
  return [
    ...webhookAlarms(system, thresholds),
    ...deliveryAlarms(system),
    ...queueAlarms(system, thresholds),
    ...functionAlarms(system, thresholds),
    ...effectAlarms(system, thresholds),
    ...rolloutAlarms(system),
  ];
}
