import type { Command } from "commander";
import { tracePorts } from "../../aws/trace.ts";
import type { Run } from "../../work.ts";
import { otlpOf } from "../../core/trace/otlp.ts";
import { trace, type Trace } from "../../core/trace/trace.ts";
import { exitCodes } from "../../errors.ts";
import { readableDuration } from "../../output/duration.ts";
import { tableLines } from "../../output/table.ts";
import { summaryLines } from "./summary.ts";

export function registerTrace(program: Command, run: Run): void {
  program
    .command("trace")
    .argument("<id>", "id of an event, session, payment intent, invoice, charge, refund, dispute or order")
    .description("show what happened to an order: webhook, consumers, e-mail, stock, warehouse, archive")
    .option("--otlp", "write it as OpenTelemetry's spans, in the JSON that a collector's /v1/traces takes")
    .action((id: string, { otlp = false }: { readonly otlp?: boolean }) =>
      run(async (context) => {
        const traced = await trace(id, tracePorts(await context.target()));
        if (traced === undefined) {
          context.print({ id, found: false }, () => [unknown(id)]);
          return exitCodes.nothing;
        }
        if (otlp) {
          const request = otlpOf(traced);
          context.print(request, () => [JSON.stringify(request)]);
          return exitCodes.done;
        }
        context.print({ id, found: true, ...traced }, () => traceLines(id, traced));
        return exitCodes.done;
      }),
    );
}

export function unknown(id: string): string {
  if (id.startsWith("cus_")) return `${id} is a customer, not an order: ops orders --customer ${id}`;
  return id.startsWith("evt_")
    ? `${id} is not in the journal: it did not pass the webhook, or did so longer ago than the archive is kept. ops reconcile compares with Stripe; ops replay --event ${id} --from TIME looks for it in the archive.`
    : `${id} is neither in the orders nor in the journal. An event that failed everywhere has no order: ops dlq show ${id}`;
}

/** A trace for people; what happened by the event asked for is marked. */
export function traceLines(id: string, traced: Trace): string[] {
  const { steps, delays, notArchived } = traced;
  const rows = steps.map(({ at, where, what, eventId }, index) => {
    const before = steps[index - 1];
    const gap = before === undefined ? "" : `+${readableDuration(Date.parse(at) - Date.parse(before.at))}`;
    return [at, gap, where, eventId ?? "", eventId === id ? `${what} <` : what];
  });
  const slowest = Object.entries(delays).toSorted(([, a], [, b]) => b - a)[0];
  return [
    ...summaryLines(traced),
    "",
    ...tableLines(["TIME", "AFTER", "WHERE", "EVENT", "WHAT"], rows),
    "",
    ...(slowest === undefined
      ? []
      : [`Longest from acceptance to the order: ${readableDuration(slowest[1])} (${slowest[0]})`]),
    ...(notArchived.length === 0
      ? []
      : [`Not in the journal, so perhaps not in the archive: ${notArchived.join(", ")}`]),
  ];
}
