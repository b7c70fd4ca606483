import { once, onceFilled, type AlarmDefinition } from "../alarm.ts";
import { awsMetrics } from "../aws-metrics.ts";
import { businessMetrics, mathId, total } from "../metrics.ts";
import type { WatchedSystem } from "../system.ts";

/** The hops between queues and functions, where a failure would be silent. */
export function deliveryAlarms<Name>(system: WatchedSystem<Name>): AlarmDefinition<Name>[] {
  return [...topicAlarms(system), ...archiveAlarms(system)];
}

function topicAlarms<Name>({ eventTopic, warehouseTopic }: WatchedSystem<Name>): AlarmDefinition<Name>[] {
  const ofEvents = awsMetrics("topic", { TopicName: eventTopic });
  const ofWarehouse = awsMetrics("topic", { TopicName: warehouseTopic });
  return [
    {
      ...once,
      name: "events-topic-failures",
      severity: "critical",
      runbook: "topic-failures",
      meaning: "SNS could not deliver an event to a branch's queue.",
      signal: ofEvents("NumberOfNotificationsFailed", "Sum"),
    },
    {
      ...once,
      name: "events-topic-redrives",
      severity: "critical",
      runbook: "topic-failures",
      meaning: "SNS moved an event that it could not deliver to the branch's dead-letter queue.",
      signal: ofEvents("NumberOfNotificationsRedrivenToDlq", "Sum"),
    },
    {
      ...once,
      name: "events-topic-losses",
      severity: "critical",
      runbook: "topic-losses",
      alone: true,
      meaning: "SNS lost an event of a branch: neither its queue nor its dead-letter queue took it.",
      signal: ofEvents("NumberOfNotificationsFailedToRedriveToDlq", "Sum"),
    },
    {
      ...once,
      name: "warehouse-topic-failures",
      severity: "critical",
      runbook: "topic-failures",
      meaning: "SNS could not deliver a notice to the warehouse.",
      signal: ofWarehouse("NumberOfNotificationsFailed", "Sum"),
    },
    {
      ...once,
      name: "warehouse-topic-losses",
      severity: "critical",
      runbook: "warehouse-losses",
      alone: true,
      meaning: "SNS lost a notice: neither the warehouse nor the dead-letter queue took it.",
      signal: ofWarehouse("NumberOfNotificationsFailedToRedriveToDlq", "Sum"),
    },
  ];
}

/** Of every rule on one bus. */
function ruleAlarms<Name>(
  bus: Name,
  ofBus: Readonly<Record<string, Name>>,
  { kind, what }: { readonly kind: string; readonly what: string },
): AlarmDefinition<Name>[] {
  return Object.entries(ofBus).map(([branch, rule]) => {
    const ofRule = awsMetrics("rule", { EventBusName: bus, RuleName: rule });
    return {
      ...onceFilled,
      name: `${branch}${kind}-rule-failures`,
      severity: "critical",
      runbook: "rule-failures",
      meaning: `EventBridge could not deliver ${what} to the ${branch} queue, or not even to its dead-letter queue.`,
      signal: total(mathId("rule", branch), [
        ofRule("FailedInvocations", "Sum"),
        ofRule("InvocationsFailedToBeSentToDlq", "Sum"),
      ]),
    };
  });
}

function archiveAlarms<Name>({ stage, pipe, bus, replayRules, partner }: WatchedSystem<Name>): AlarmDefinition<Name>[] {
  const ofPipe = awsMetrics("pipe", { PipeName: pipe });
  return [
    {
      ...onceFilled,
      name: "pipe-failures",
      severity: "critical",
      runbook: "pipe-failures",
      meaning: "The pipe to the archive failed, timed out or was throttled; its events are tried again from the queue.",
      signal: total("pipe", [
        ofPipe("ExecutionFailed", "Sum"),
        ofPipe("ExecutionTimeout", "Sum"),
        ofPipe("ExecutionThrottled", "Sum"),
      ]),
      rollsBack: ["archive"],
      // A single retry heals itself; the archive's dead letters have an alarm of their own.
      periods: [2, 5],
    },
    {
      ...once,
      name: "unread-events",
      severity: "critical",
      runbook: "unread-events",
      meaning:
        "Stripe sent events of a type that the consumers handle, in a style that they do not read: they were accepted and archived, and nothing else came of them.",
      signal: businessMetrics(stage)("EventsInAnotherStyle", "Sum"),
    },
    ...ruleAlarms(bus, replayRules, { kind: "", what: "a replayed event" }),
    ...(partner === undefined
      ? []
      : ruleAlarms(partner.bus, partner.rules, { kind: "-partner", what: "an event of the partner event source" })),
  ];
}
