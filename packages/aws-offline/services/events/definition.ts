import * as v from "valibot";
import type { InputsOf } from "../../graph/resource-type.ts";
import type { eventArchiveType, eventBusType, eventRuleType, eventTargetType } from "./resources.ts";

export type BusDefinition = InputsOf<typeof eventBusType>;
export type RuleDefinition = InputsOf<typeof eventRuleType>;
/** `id` is the rule's name where it is left out. */
export type TargetDefinition = InputsOf<typeof eventTargetType> & { readonly id?: string };
export type ArchiveDefinition = InputsOf<typeof eventArchiveType>;

/** An event as it is in the archive and in a queue. */
export const busEvent = v.object({
  version: v.literal("0"),
  id: v.string(),
  "detail-type": v.string(),
  source: v.string(),
  account: v.string(),
  /** ISO, whole seconds. */
  time: v.string(),
  region: v.string(),
  resources: v.array(v.string()),
  detail: v.record(v.string(), v.unknown()),
  /** The replay's name, on a replayed event only. */
  "replay-name": v.exactOptional(v.string()),
});
export type BusEvent = v.InferOutput<typeof busEvent>;
