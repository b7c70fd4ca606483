import { awsMetrics } from "../aws-metrics.ts";
import { businessMetrics, mathId, metricByValue, percentage } from "../metrics.ts";
import { branchesOf, functionsOf, type WatchedSystem } from "../system.ts";
import { longDuration, type Thresholds } from "../thresholds.ts";
import { byValue, calculated, graph, line, type Limit, type Section } from "../widgets.ts";

export function consumerSections<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): Section<Name>[] {
  return [delays(system, thresholds), queues(system, thresholds), functions(system, thresholds), records(system)];
}

function delays<Name>({ stage, consumers }: WatchedSystem<Name>, thresholds: Thresholds): Section<Name> {
  const read = businessMetrics(stage);
  const limits = [{ label: "alarm", value: thresholds.eventDelaySeconds }];
  const delay = (percentile: "p50" | "p99") =>
    graph(
      `Delay, ${percentile}`,
      "s",
      Object.keys(consumers).map((consumer) => line(consumer, read("EventDelay", percentile, { Consumer: consumer }))),
      percentile === "p99" ? { limits } : {},
    );
  return {
    title: "Delay from acceptance to application",
    text: "From the webhook's response to the stored order, the sent e-mail, the moved stock. Redriven messages raise it, replays do not.",
    runbooks: ["event-delay"],
    widgets: [delay("p50"), delay("p99")],
  };
}

function queues<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): Section<Name> {
  const waiting = branchesOf(system).map(
    ([branch, { queue }]) => [branch, awsMetrics("queue", { QueueName: queue })] as const,
  );
  const deadLetters = Object.entries(system.deadLetterQueues).map(
    ([branch, queue]) => [branch, awsMetrics("queue", { QueueName: queue })] as const,
  );
  return {
    title: "Queues",
    text: "A consumer that keeps up leaves them empty. Dead letters wait for at most 14 days.",
    runbooks: ["queue-depth", "queue-age", "waiting", "dead-letters"],
    widgets: [
      graph(
        "Messages waiting",
        "messages",
        waiting.map(([branch, read]) => line(branch, read("ApproximateNumberOfMessagesVisible", "Maximum"))),
        { limits: [{ label: "alarm", value: thresholds.queueDepth }] },
      ),
      graph(
        "Age of the oldest message",
        "s",
        waiting.map(([branch, read]) => line(branch, read("ApproximateAgeOfOldestMessage", "Maximum"))),
        { limits: [{ label: "alarm", value: thresholds.queueAgeSeconds }] },
      ),
      graph(
        "Messages in flight",
        "messages",
        waiting.map(([branch, read]) => line(branch, read("ApproximateNumberOfMessagesNotVisible", "Maximum"))),
      ),
      graph(
        "Messages put off for an outage",
        "messages",
        waiting.map(([branch, read]) => line(branch, read("ApproximateNumberOfMessagesDelayed", "Maximum"))),
      ),
      graph(
        "Age of what is put off",
        "s",
        Object.keys(system.consumers).map((consumer) =>
          line(consumer, businessMetrics(system.stage)("WaitingAge", "Maximum", { Consumer: consumer })),
        ),
        { limits: [{ label: "alarm", value: thresholds.waitingSeconds }] },
      ),
      graph(
        "Dead letters",
        "messages",
        deadLetters.map(([branch, read]) => line(branch, read("ApproximateNumberOfMessagesVisible", "Maximum"))),
        { limits: [{ label: "alarm", value: thresholds.deadLetters }] },
      ),
    ],
  };
}

function functions<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): Section<Name> {
  const all = functionsOf(system).map(
    ([role, { name }]) => [role, awsMetrics("function", { FunctionName: name })] as const,
  );
  return {
    title: "Functions",
    text: "Errors are invocations that threw, timed out or ran out of memory. A record that fails alone is shown below.",
    runbooks: ["function-errors", "function-throttles", "function-duration"],
    widgets: [
      graph(
        "Errors",
        "% of invocations",
        all.map(([role, read]) =>
          calculated(role, percentage(mathId("errors", role), read("Errors", "Sum"), read("Invocations", "Sum"))),
        ),
        { limits: [{ label: "alarm", value: thresholds.functionErrorPercent }] },
      ),
      graph(
        "Throttles",
        "a minute",
        all.map(([role, read]) => line(role, read("Throttles", "Sum"))),
        { limits: [{ label: "alarm", value: thresholds.throttles }] },
      ),
      graph(
        "Duration, p99",
        "ms",
        all.map(([role, read]) => line(role, read("Duration", "p99"))),
        { limits: durationLimits(system, thresholds) },
      ),
    ],
  };
}

/** Functions with the same time-out share a line. */
function durationLimits<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): Limit[] {
  const byTimeout = Map.groupBy(functionsOf(system), ([, handler]) => handler.timeoutSeconds);
  return [...byTimeout].map(([timeoutSeconds, alike]) => ({
    label: `alarm: ${alike.map(([role]) => role).join(", ")}`,
    value: longDuration({ timeoutSeconds }, thresholds),
  }));
}

function records<Name>({ stage }: WatchedSystem<Name>): Section<Name> {
  const read = businessMetrics(stage);
  return {
    title: "Records",
    text: "A record that fails is received again until its queue gives it up as a dead letter; its cause is in the journal.",
    runbooks: ["dead-letters"],
    widgets: [
      graph("Done, by consumer", "a minute", [byValue(metricByValue(stage, "RecordsProcessed", "Sum"))]),
      graph("Failed, by consumer and cause", "a minute", [byValue(metricByValue(stage, "RecordsFailed", "Sum"))]),
      graph("Put off, by consumer and cause", "a minute", [byValue(metricByValue(stage, "RecordsWaiting", "Sum"))]),
      graph("Extra work", "a minute", [
        line("writes that another came before", read("OrderConflicts", "Sum")),
        line("oversize events fetched from Stripe", read("OversizeFetched", "Sum")),
        line("thin events' objects fetched from Stripe", read("ThinFetched", "Sum")),
        line("records of the other livemode", read("RecordsOtherLivemode", "Sum")),
      ]),
    ],
  };
}
