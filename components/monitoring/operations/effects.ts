import { awsMetrics } from "../aws-metrics.ts";
import { mathId, total } from "../metrics.ts";
import { tableErrors, tableThrottles } from "../tables.ts";
import type { WatchedSystem } from "../system.ts";
import type { Thresholds } from "../thresholds.ts";
import { calculated, graph, line, type Section } from "../widgets.ts";

export function effectSections<Name>(system: WatchedSystem<Name>, thresholds: Thresholds): Section<Name>[] {
  return [mail(thresholds), tables(system)];
}

function mail({ bounceRate, complaintRate }: Thresholds): Section<never> {
  const account = awsMetrics("mail", {});
  return {
    title: "E-mail",
    text: "Of the whole account, which SES judges: it reviews one with 5 % bounces or 0.1 % complaints.",
    runbooks: ["mail-bounces", "mail-complaints", "mail-outcome-unknown"],
    widgets: [
      graph("Sent", "a minute", [
        line("sent", account("Send", "Sum")),
        line("bounced", account("Bounce", "Sum")),
        line("called spam", account("Complaint", "Sum")),
      ]),
      graph("Bounce rate", "share", [line("bounces", account("Reputation.BounceRate", "Maximum"))], {
        limits: [{ label: "alarm", value: bounceRate }],
      }),
      graph("Complaint rate", "share", [line("complaints", account("Reputation.ComplaintRate", "Maximum"))], {
        limits: [{ label: "alarm", value: complaintRate }],
      }),
    ],
  };
}

function tables<Name>({ tables: names }: WatchedSystem<Name>): Section<Name> {
  return {
    title: "Tables",
    text: "The functions try throttled calls again on their own; what lasts becomes failed records.",
    runbooks: ["table-throttles", "table-errors"],
    widgets: [
      graph(
        "Throttled",
        "a minute",
        Object.entries(names).map(([what, table]) =>
          calculated(what, total(mathId("throttles", what), tableThrottles(table))),
        ),
      ),
      graph(
        "DynamoDB's own errors",
        "a minute",
        Object.entries(names).map(([what, table]) =>
          calculated(what, total(mathId("errors", what), tableErrors(table))),
        ),
      ),
    ],
  };
}
