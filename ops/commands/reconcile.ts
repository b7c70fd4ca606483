import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import { readStripeEvent } from "../../domain/event/event.ts";
import { journalled } from "../../functions/shared/journalled.ts";
import { findMissing, type MissingEvent, type Reconciliation } from "../../functions/shared/missing-events.ts";
import { listEvents, listThinEvents } from "../../functions/shared/stripe/event-list.ts";
import { deliverer } from "../aws/deliver.ts";
import { readFunctionSettings } from "../aws/function-settings.ts";
import type { Run, Work } from "../work.ts";
import { stripeTypes } from "../consumers.ts";
import { repair, type Repair } from "../core/reconcile.ts";
import { isSameUrl } from "../core/stripe-endpoint.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { iso, readTime } from "../output/duration.ts";
import { openStripe, stripeAsker } from "../stripe.ts";
import { stripeEndpoints } from "../stripe-endpoints.ts";
import { hasWebhook } from "../webhook.ts";
import { addWindow, readGivenWindow, type WindowOptions } from "../window.ts";

interface ReconcileOptions extends WindowOptions {
  readonly grace: string;
  readonly account: readonly string[];
}

const day = 24 * 60 * 60_000;
/** @see https://docs.stripe.com/api/events */
const stripeKeeps = 30 * day;

export function registerReconcile(program: Command, run: Run): void {
  const many = (value: string, before: readonly string[]): readonly string[] => {
    // An empty one is refused with every other option's.
    if (!/^(?:acct_\w+)?$/u.test(value))
      throw new UsageError(`--account ${value}: give a connected account's id: acct_...`);
    return [...before, value];
  };
  const command = program
    .command("reconcile")
    .description("compare Stripe's list of events with the journal; with --yes post the missing events")
    .option("--grace <time>", "ignore events younger than this, which may be on their way", "5m")
    .option("--account <id>", "check a connected account too; may be repeated", many, [])
    .action((options: ReconcileOptions) => run(reconciling(options)));
  addWindow(command, "events (default: 3d; Stripe keeps 30 days)");
}

function reconciling(options: ReconcileOptions): Work {
  return async (context) => {
    const now = context.now();
    const { since = now - 3 * day, to: until = now } = readGivenWindow(options, now);
    const graceEnd = readTime("--grace", options.grace, now);
    if (graceEnd < since) throw new UsageError(`--grace ${options.grace} ends before ${iso(since)}`);
    if (now - since > stripeKeeps)
      throw new UsageError(`A window from ${iso(since)}: Stripe keeps events for 30 days; give a later --since`);
    const target = await context.target();
    const { clients, outputs } = target;
    const { livemode, retentionDays } = await readFunctionSettings(clients.lambda, outputs);
    if (now - since > retentionDays * day) {
      throw new UsageError(
        `A window from ${iso(since)}: the journal keeps ${String(retentionDays)} days, what is older would all look missing; give a later --since`,
      );
    }
    const stripe = await openStripe(target);
    const ask = stripeAsker(stripe);
    const endpoints = await stripeEndpoints(stripe, (lacking) => context.warn(lacking)).list();
    const isThin = endpoints.some(({ url, payload }) => payload === "thin" && isSameUrl(url, outputs.webhookUrl));
    const seconds = { since: Math.floor(since / 1000), until: Math.ceil(until / 1000) };
    const listed = { types: stripeTypes(outputs), ...seconds };
    const accounts = [undefined, ...options.account];
    const eventsOf = (list: typeof listEvents, undelivered = false) =>
      ofAccounts(accounts, (account) => list(ask, { ...listed, undelivered, account }));
    const known = async (ids: readonly string[]): Promise<ReadonlySet<string>> =>
      new Set((await journalled(clients.documents, outputs.journalTable, ids)).keys());
    const checking = context.reading("Events checked");
    const found = await findMissing({
      // The thin ones first, so that what was lost is sent again as it was.
      listEvents: async function* () {
        if (isThin) yield* eventsOf(listThinEvents);
        yield* eventsOf(listEvents);
      },
      async listUndelivered() {
        const ids = new Set<string>();
        for await (const page of eventsOf(listEvents, true)) for (const { id } of page) ids.add(String(id));
        return ids;
      },
      known,
      read: readStripeEvent,
      livemode,
      onTheirWaySince: graceEnd / 1000,
      onProgress: checking,
    });
    const window = { from: iso(since), to: iso(until) };
    const plan = { window, ...found, missing: found.missing.map(({ event: _event, ...rest }) => rest) };
    if (found.missing.length === 0) {
      context.print({ ...plan, repaired: [] }, () => [...summaryLines(found, window), "Nothing is missing."]);
      return exitCodes.nothing;
    }
    if (!(await context.mayChange(plan, () => [...summaryLines(found, window), ...missingLines(found.missing)])))
      return exitCodes.done;

    const repairing = context.progress("Bringing in");
    const repaired = await repair(found.missing, {
      deliver: await deliverer(target, livemode),
      known,
      signal: context.signal,
      pause: () => delay(target.offline === undefined ? 2_000 : 50),
      looks: 100,
      onProgress: repairing,
    });
    context.print({ ...plan, ...repaired }, () => repairLines(found, repaired, hasWebhook(outputs)));
    return repaired.repaired.length === found.missing.length ? exitCodes.done : exitCodes.failed;
  };
}

async function* ofAccounts(
  accounts: readonly (string | undefined)[],
  list: (account: string | undefined) => ReturnType<typeof listEvents>,
): ReturnType<typeof listEvents> {
  for (const account of accounts) yield* list(account);
}

function summaryLines(
  { checked, missing, onTheirWay, undeliveredButKnown }: Reconciliation,
  { from, to }: { readonly from: string; readonly to: string },
): string[] {
  return [
    `${String(checked)} events from ${from} to ${to} checked, ${String(missing.length)} missing.`,
    ...(onTheirWay === 0
      ? []
      : [`${String(onTheirWay)} younger than --grace are not here yet and may be on their way.`]),
    ...(undeliveredButKnown === 0
      ? []
      : [
          `${String(undeliveredButKnown)} are here though Stripe got no 200 for them: they come again and change nothing.`,
        ]),
  ];
}

function missingLines(missing: readonly MissingEvent[]): string[] {
  return [
    "",
    ...missing.map(({ id, type, created, undelivered }) => {
      const state = undelivered ? "undelivered, Stripe tries again" : "Stripe holds it for delivered";
      return `  ${id} ${type} ${new Date(created * 1000).toISOString()} ${state}`;
    }),
  ];
}

function repairLines(
  { checked, missing }: Reconciliation,
  { repaired, refused, waiting }: Repair,
  isPosted: boolean,
): string[] {
  return [
    "",
    `${String(checked)} checked, ${String(missing.length)} missing, ${String(repaired.length)} repaired: ${isPosted ? "signed with the stack's own secret and posted to its webhook" : "put into the queues, as the stack has no webhook"}.`,
    ...refused.map(({ id, status }) => `  ${id} was refused with ${String(status)}: see logs stripeWebhook`),
    ...(waiting.length === 0
      ? []
      : [`  accepted, but not in the journal yet: ${waiting.join(", ")}. See dlq, branch archive`]),
  ];
}
