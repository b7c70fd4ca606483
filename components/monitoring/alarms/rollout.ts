import { paidMails } from "../../../domain/mail/kinds.ts";
import { minute, quiet, type AlarmDefinition } from "../alarm.ts";
import { awsMetrics } from "../aws-metrics.ts";
import { businessMetrics, total, type Metric, type MetricMath } from "../metrics.ts";
import { consumersOf, type WatchedSystem } from "../system.ts";

/** What no failure shows: a version that drops an e-mail, or sends it twice, and says that all is well. */
export function rolloutAlarms<Name>(system: WatchedSystem<Name>): AlarmDefinition<Name>[] {
  const { stage, mailSends } = system;
  if (mailSends === undefined) return [];
  const business = businessMetrics(stage);
  const paid = business("OrdersPaid", "Sum");
  const kinds = paidMails.map((Kind) => ({ Kind }));
  const sent = kinds.map((kind) => business("EmailsSent", "Sum", kind));
  const unsendable = kinds.flatMap((kind) => [
    business("EmailsWithoutAddress", "Sum", kind),
    business("EmailsSuppressed", "Sum", kind),
  ]);
  const acceptedBySes = awsMetrics("mailSends", { "ses:configuration-set": mailSends })("Send", "Sum");
  const balance = {
    ...quiet,
    severity: "warning",
    runbook: "mail-balance",
    silent: true,
    rollsBack: consumersOf(system, "mail"),
    // Of three minutes, so that an order and its e-mail in two different ones are few.
    periodSeconds: 3 * minute,
    // Two, because of the latest one some data may still come.
    periods: [2, 2],
    threshold: 2,
  } as const;
  return [
    {
      ...balance,
      name: "mails-missing",
      meaning: "Of the orders paid in three minutes 2 % and two more have no confirmation or receipt, twice running.",
      signal: excess("missing", [paid], [...sent, ...unsendable]),
    },
    {
      ...balance,
      name: "mails-doubled",
      meaning: "In three minutes SES took 2 % and two more e-mails than were counted as sent, twice running.",
      signal: excess("doubled", [acceptedBySes], [business("EmailsSent", "Sum")]),
    },
  ];
}

/** By how much the sum of the first, less 2 % for what lies in another period, is above that of the others. */
function excess<Name>(id: string, of: readonly Metric<Name>[], over: readonly Metric<Name>[]): MetricMath<Name> {
  const [counted, expected] = [total(`${id}_of`, of), total(`${id}_over`, over)];
  return {
    id,
    expression: `0.98 * (${counted.expression}) - (${expected.expression})`,
    inputs: { ...counted.inputs, ...expected.inputs },
  };
}
