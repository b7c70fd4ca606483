import { defined } from "../../domain/event/fields.ts";
import { readMailReport, type MailReport } from "../../domain/mail/outcome.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";

export interface OutcomePorts {
  readonly outcomes: {
    mark(mailKey: string, report: MailReport): Promise<boolean>;
    suppress(address: string, report: MailReport): Promise<void>;
  };
  readonly metrics: Metrics;
  readonly log: Log;
}

/**
 * Files one event of SES's. Safe to repeat, in any order.
 * @throws ProcessingError of {@link readMailReport}, and what the tables throw
 */
export async function applyReport(body: string, { outcomes, metrics, log }: OutcomePorts): Promise<void> {
  const report = readMailReport(body);
  const { outcome, reason, mailKey, eventId, undeliverable } = report;
  // First: a mail that is marked as bounced must not be followed by another one.
  for (const address of undeliverable) await outcomes.suppress(address, report);
  const isMarked = mailKey !== undefined && (await outcomes.mark(mailKey, report));
  metrics.count("EmailOutcomes", { Outcome: outcome });
  const fields = { outcome, reason, ...defined({ mailKey, eventId }) };
  if (isMarked) log.info({ message: "mail outcome", ...fields });
  else log.warn({ message: "mail outcome of no mail in the ledger, or of one of which more is known", ...fields });
}
