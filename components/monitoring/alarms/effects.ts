import { hour, once, onceFilled, quiet, type AlarmDefinition } from "../alarm.ts";
import { awsMetrics } from "../aws-metrics.ts";
import { businessMetrics, mathId, total } from "../metrics.ts";
import { consumersOf, type WatchedSystem } from "../system.ts";
import { tableErrors, tableThrottles } from "../tables.ts";
import type { Thresholds } from "../thresholds.ts";

/** Where the effects are: tables, e-mail, stock. */
export function effectAlarms<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): AlarmDefinition<Name>[] {
  return [...tableAlarms(system), ...reputationAlarms(thresholds), ...personAlarms(system)];
}

function tableAlarms<Name>({ tables }: WatchedSystem<Name>): AlarmDefinition<Name>[] {
  return Object.entries(tables).flatMap(([what, table]): AlarmDefinition<Name>[] => [
    {
      ...onceFilled,
      name: `${what}-table-throttles`,
      severity: "warning",
      runbook: "table-throttles",
      meaning: `DynamoDB throttles the ${what} table: the traffic grew faster than it, or one key takes most of it.`,
      signal: total(mathId("throttles", what), tableThrottles(table)),
      // The functions try again on their own; what lasts is not a burst.
      periods: [3, 5],
    },
    {
      ...onceFilled,
      name: `${what}-table-errors`,
      severity: "warning",
      runbook: "table-errors",
      meaning: `DynamoDB returns errors of its own to calls on the ${what} table.`,
      signal: total(mathId("errors", what), tableErrors(table)),
      periods: [3, 5],
    },
  ]);
}

/** Of the account, because SES judges the account: every stack in it rings. */
function reputationAlarms({ bounceRate, complaintRate }: Thresholds): AlarmDefinition<never>[] {
  const account = awsMetrics("mail", {});
  const reputation = { ...quiet, periodSeconds: hour, periods: [1, 1] } as const;
  return [
    {
      ...reputation,
      name: "mail-bounces",
      severity: "warning",
      runbook: "mail-bounces",
      meaning: `${bounceRate * 100} % and more of the account's e-mails bounce; at 5 % SES reviews the account.`,
      signal: account("Reputation.BounceRate", "Maximum"),
      threshold: bounceRate,
    },
    {
      ...reputation,
      name: "mail-complaints",
      severity: "warning",
      runbook: "mail-complaints",
      meaning: `${complaintRate * 100} % and more of the account's e-mails are called spam; at 0.1 % SES reviews the account.`,
      signal: account("Reputation.ComplaintRate", "Maximum"),
      threshold: complaintRate,
    },
  ];
}

/** What no retry mends: a person must look at it. */
function personAlarms(system: WatchedSystem<unknown>): AlarmDefinition<never>[] {
  const { stage, warehouseInbox } = system;
  const business = businessMetrics(stage);
  return [
    {
      ...once,
      name: "mail-outcome-unknown",
      severity: "critical",
      runbook: "mail-outcome-unknown",
      meaning:
        "SES gave no response to a send, so nobody knows whether the customer got the e-mail; it is not sent again.",
      signal: business("EmailsOutcomeUnknown", "Sum"),
      rollsBack: consumersOf(system, "mail"),
    },
    {
      ...once,
      name: "paid-backorder",
      severity: "warning",
      runbook: "paid-backorder",
      meaning: "An order is paid, but its stock is short: nobody ships it until stock is allocated.",
      signal: business("BackordersPaid", "Sum"),
    },
    ...(warehouseInbox === undefined ? [] : [outOfStock(business("OrdersOutOfStock", "Sum"))]),
  ];
}

function outOfStock(signal: AlarmDefinition<never>["signal"]): AlarmDefinition<never> {
  return {
    ...once,
    name: "out-of-stock",
    severity: "warning",
    runbook: "out-of-stock",
    meaning: "The warehouse cannot find what an order reserved: nobody ships it until somebody decides.",
    signal,
  };
}
