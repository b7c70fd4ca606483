import { awsMetrics } from "../aws-metrics.ts";
import { businessMetrics, mathId, total } from "../metrics.ts";
import type { WatchedSystem } from "../system.ts";
import { calculated, graph, line, type Section } from "../widgets.ts";

export function deliverySections<Name>(system: WatchedSystem<Name>): Section<Name>[] {
  return [topics(system), archive(system), ...partnerSection(system)];
}

function topics<Name>({ eventTopic, warehouseTopic }: WatchedSystem<Name>): Section<Name> {
  const events = awsMetrics("topic", { TopicName: eventTopic });
  const notices = awsMetrics("topic", { TopicName: warehouseTopic });
  return {
    title: "Topics",
    text: "One event is delivered to the archive's queue and to the queue of each consumer that handles its type.",
    runbooks: ["topic-failures", "topic-losses", "warehouse-dead-letters", "warehouse-losses"],
    widgets: [
      graph("Events", "a minute", [
        line("published", events("NumberOfMessagesPublished", "Sum")),
        line("delivered", events("NumberOfNotificationsDelivered", "Sum")),
      ]),
      graph("Events not delivered", "a minute", [
        line("failed", events("NumberOfNotificationsFailed", "Sum")),
        line("to a dead-letter queue", events("NumberOfNotificationsRedrivenToDlq", "Sum")),
        line("lost", events("NumberOfNotificationsFailedToRedriveToDlq", "Sum")),
      ]),
      graph("Warehouse notices", "a minute", [
        line("published", notices("NumberOfMessagesPublished", "Sum")),
        line("delivered", notices("NumberOfNotificationsDelivered", "Sum")),
        line("failed", notices("NumberOfNotificationsFailed", "Sum")),
        line("lost", notices("NumberOfNotificationsFailedToRedriveToDlq", "Sum")),
      ]),
    ],
  };
}

function archive<Name>({ stage, pipe, bus, replayRules }: WatchedSystem<Name>): Section<Name> {
  const read = businessMetrics(stage);
  const ofPipe = awsMetrics("pipe", { PipeName: pipe });
  const ofRule = (rule: Name) => awsMetrics("rule", { EventBusName: bus, RuleName: rule });
  const rules = Object.entries(replayRules);
  return {
    title: "Pipe, bus and archive",
    text: "Every event goes through the pipe to the bus, which archives it. The rules pass replayed events only.",
    runbooks: ["pipe-failures", "rule-failures"],
    widgets: [
      graph("Events into the archive", "a minute", [
        line("through the pipe", ofPipe("EventCount", "Sum")),
        line("journalled", read("EventsArchived", "Sum")),
        line("undecodable", read("EventsUndecodable", "Sum")),
      ]),
      graph("Pipe's failures", "a minute", [
        line("failed", ofPipe("ExecutionFailed", "Sum")),
        line("timed out", ofPipe("ExecutionTimeout", "Sum")),
        line("throttled", ofPipe("ExecutionThrottled", "Sum")),
      ]),
      graph(
        "Replayed",
        "a minute",
        rules.map(([branch, rule]) => line(branch, ofRule(rule)("Invocations", "Sum"))),
      ),
      graph("Replayed, not delivered", "a minute", [
        ...rules.map(([branch, rule]) =>
          calculated(
            branch,
            total(mathId("rule", branch), [
              ofRule(rule)("FailedInvocations", "Sum"),
              ofRule(rule)("InvocationsFailedToBeSentToDlq", "Sum"),
            ]),
          ),
        ),
        ...rules.map(([branch, rule]) =>
          line(`${branch} to dead letters`, ofRule(rule)("InvocationsSentToDlq", "Sum")),
        ),
      ]),
    ],
  };
}

function partnerSection<Name>({ partner }: WatchedSystem<Name>): Section<Name>[] {
  if (partner === undefined) return [];
  const rules = Object.entries(partner.rules).map(
    ([branch, rule]) => [branch, awsMetrics("rule", { EventBusName: partner.bus, RuleName: rule })] as const,
  );
  return [
    {
      title: "Partner event source",
      text: "Events that Stripe delivers by EventBridge. The archive's rule passes every one, the others those that their consumer handles.",
      runbooks: ["rule-failures"],
      widgets: [
        graph(
          "From the partner bus",
          "a minute",
          rules.map(([branch, read]) => line(branch, read("Invocations", "Sum"))),
        ),
        graph("From the partner bus, not delivered", "a minute", [
          ...rules.map(([branch, read]) =>
            calculated(
              branch,
              total(mathId("partner", branch), [
                read("FailedInvocations", "Sum"),
                read("InvocationsFailedToBeSentToDlq", "Sum"),
              ]),
            ),
          ),
          ...rules.map(([branch, read]) => line(`${branch} to dead letters`, read("InvocationsSentToDlq", "Sum"))),
        ]),
      ],
    },
  ];
}
