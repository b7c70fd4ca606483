import { createDocumentClient } from "../shared/dynamo.ts";
import { requireDays, requireEnvironment } from "../shared/environment.ts";
import { createJournal } from "../shared/journal-table.ts";
import { log } from "../shared/log.ts";
import { createMetrics } from "../shared/metrics.ts";
import { type ArchiveDetail, enrich, type PipeRecord } from "./enrich.ts";

const metrics = createMetrics();
const ports = {
  journal: createJournal(
    createDocumentClient(),
    requireEnvironment("JOURNAL_TABLE"),
    requireDays("JOURNAL_RETENTION_DAYS"),
  ),
  metrics,
  log,
  stage: requireEnvironment("STAGE"),
  hasPartner: process.env["STRIPE_EVENT_SOURCE"] !== undefined,
};

/** The pipe hands over a batch of messages, and takes as many details. */
export async function handler(records: readonly PipeRecord[]): Promise<ArchiveDetail[]> {
  const details = await enrich(records, ports);
  await metrics.flush();
  return details;
}
