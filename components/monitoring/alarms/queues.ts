import type { CauseCode } from "../../../domain/failure-causes.ts";
import { lasting, once, quiet, minute, type AlarmDefinition } from "../alarm.ts";
import { awsMetrics } from "../aws-metrics.ts";
import { businessMetrics, mathId, total } from "../metrics.ts";
import { branchesOf, type WatchedSystem } from "../system.ts";
import type { Thresholds } from "../thresholds.ts";

/** Messages that wait too long, too many, or were given up. */
export function queueAlarms<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): AlarmDefinition<Name>[] {
  const waiting = branchesOf(system).flatMap(([branch, { queue }]): AlarmDefinition<Name>[] => [
    {
      ...lasting,
      name: `${branch}-queue-depth`,
      severity: "warning",
      runbook: "queue-depth",
      meaning: `More messages wait in the ${branch} queue than its function takes away.`,
      signal: awsMetrics("queue", { QueueName: queue })("ApproximateNumberOfMessagesVisible", "Maximum"),
      threshold: thresholds.queueDepth,
    },
    {
      ...lasting,
      name: `${branch}-queue-age`,
      severity: "critical",
      runbook: "queue-age",
      meaning: `The oldest message in the ${branch} queue has waited for ${thresholds.queueAgeSeconds} seconds and more.`,
      signal: awsMetrics("queue", { QueueName: queue })("ApproximateAgeOfOldestMessage", "Maximum"),
      threshold: thresholds.queueAgeSeconds,
    },
  ]);
  const givenUp = Object.entries(system.deadLetterQueues).map(([branch, queue]): AlarmDefinition<Name> => ({
    ...once,
    name: `${branch}-dead-letters`,
    severity: "critical",
    runbook: branch === "warehouse" ? "warehouse-dead-letters" : "dead-letters",
    alone: true,
    meaning:
      branch === "warehouse"
        ? "The warehouse did not take a notice for as long as SNS tried; it waits in the dead-letter queue for at most 14 days."
        : `The ${branch} branch gave up on a message, which waits in the dead-letter queue for at most 14 days.`,
    signal: awsMetrics("queue", { QueueName: queue })("ApproximateNumberOfMessagesVisible", "Maximum"),
    threshold: thresholds.deadLetters,
  }));
  return [...waiting, ...givenUp, ...failures(system), ...delays(system, thresholds), ...outages(system, thresholds)];
}

/** What somebody must end, unlike contention or Stripe's lists that lag, for which messages wait every day. */
const outageCauses: readonly CauseCode[] = ["stripe-unavailable", "secret-unavailable", "aws-unavailable"];

/**
 * The first sign of trouble, minutes before a message is given up. A record that fails is not of a cause that passes:
 * one is enough. One that waits for an outage loses nothing, so that only an outage that lasts rings.
 */
function failures({ stage, consumers }: WatchedSystem<unknown>): AlarmDefinition<never>[] {
  const business = businessMetrics(stage);
  return Object.keys(consumers).flatMap((consumer): AlarmDefinition<never>[] => [
    {
      ...once,
      name: `${consumer}-failed-records`,
      severity: "critical",
      runbook: "failed-records",
      meaning: `A record of ${consumer} failed for a cause that does not pass on its own; ops why names it, before its message is given up.`,
      signal: business("RecordsFailed", "Sum", { Consumer: consumer }),
      rollsBack: [consumer],
    },
    {
      ...lasting,
      name: `${consumer}-outage-waiting`,
      severity: "warning",
      runbook: "waiting",
      meaning: `Messages of ${consumer} have waited for minutes because Stripe, the secret or AWS is not available.`,
      signal: total(
        mathId("outage", consumer),
        outageCauses.map((cause) => business("RecordsWaiting", "Sum", { Consumer: consumer, Cause: cause })),
      ),
      threshold: 1,
    },
  ]);
}

/** What waits as a delayed copy is neither visible nor old by SQS's own metrics; it reports its age each time it is put off. */
function outages({ stage, consumers }: WatchedSystem<unknown>, thresholds: Thresholds): AlarmDefinition<never>[] {
  return Object.keys(consumers).map((consumer) => ({
    ...quiet,
    name: `${consumer}-waiting`,
    severity: "critical",
    runbook: "waiting",
    meaning: `Messages of ${consumer} have waited for ${thresholds.waitingSeconds} seconds and more for Stripe, SES or AWS to work again.`,
    signal: businessMetrics(stage)("WaitingAge", "Maximum", { Consumer: consumer }),
    threshold: thresholds.waitingSeconds,
    // SQS's longest delay, so that what waits is in each period.
    periodSeconds: 15 * minute,
    periods: [1, 1],
  }));
}

/** Besides a queue's age, because a message that is retried, or applied slowly, is late too. */
function delays({ stage, consumers }: WatchedSystem<unknown>, thresholds: Thresholds): AlarmDefinition<never>[] {
  return Object.keys(consumers).map((consumer) => ({
    ...quiet,
    name: `${consumer}-event-delay`,
    severity: "warning",
    runbook: "event-delay",
    meaning: `Of a hundred events one takes ${thresholds.eventDelaySeconds} seconds and more from the webhook to ${consumer}.`,
    signal: businessMetrics(stage)("EventDelay", "p99", { Consumer: consumer }),
    rollsBack: [consumer],
    threshold: thresholds.eventDelaySeconds,
    periodSeconds: 5 * minute,
    periods: [2, 3],
  }));
}
