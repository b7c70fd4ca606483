import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type Stripe from "stripe";
import { readStripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { readFunctionSettings } from "../aws/function-settings.ts";
import { journalled } from "../aws/journal-events.ts";
import { firstSigningSecret, readStackSecret } from "../aws/stack-secret.ts";
import type { Run, Work } from "../work.ts";
import { handledTypes } from "../consumers.ts";
import { findMissing, repair, type MissingEvent, type Reconciliation, type Repair } from "../core/reconcile.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { iso, readTime } from "../output/duration.ts";
import { openStripe } from "../stripe.ts";
import { listEvents } from "../stripe-events.ts";
import type { Target } from "../target.ts";
import { postToWebhook } from "../webhook.ts";

interface ReconcileOptions {
  readonly since: string;
  readonly grace: string;
  readonly account: readonly string[];
}

/** @see https://docs.stripe.com/api/events */
const stripeKeeps = 30 * 24 * 60 * 60_000;

export function registerReconcile(program: Command, run: Run): void {
  const many = (value: string, before: readonly string[]): readonly string[] => [...before, value];
  program
    .command("reconcile")
    .description("compare Stripe's list of events with the journal; with --yes post the missing events")
    .option("--since <time>", "how far back: 3d, 12h, or an ISO time; Stripe keeps 30 days", "3d")
    .option("--grace <time>", "ignore events younger than this, which may be on their way", "5m")
    .option("--account <id>", "check a connected account too; may be repeated", many, [])
    .action((options: ReconcileOptions) => run(reconciling(options)));
}

function reconciling(options: ReconcileOptions): Work {
  return async (context) => {
    const now = context.now();
    const since = readTime("--since", options.since, now);
    const graceEnd = readTime("--grace", options.grace, now);
    if (graceEnd < since) throw new UsageError(`--grace ${options.grace} is longer than --since ${options.since}`);
    if (now - since > stripeKeeps) throw new UsageError(`--since ${options.since}: Stripe keeps events for 30 days`);
    const target = await context.target();
    const { clients, outputs } = target;
    const { livemode, retentionDays } = await readFunctionSettings(clients.lambda, outputs);
    if (now - since > retentionDays * 24 * 60 * 60_000) {
      throw new UsageError(
        `--since ${options.since}: the journal keeps ${String(retentionDays)} days, what is older would all look missing`,
      );
    }
    const stripe = await openStripe(target);
    const accounts = [undefined, ...options.account];
    const types = handledTypes(outputs);
    const known = async (ids: readonly string[]): Promise<ReadonlySet<string>> =>
      new Set((await journalled(clients.documents, outputs.journalTable, ids)).keys());
    const checking = context.reading("Events checked");
    const seconds = Math.floor(since / 1000);
    const found = await findMissing({
      listEvents: () => eventsOf(stripe, accounts, seconds, false, types),
      async listUndelivered() {
        const ids = new Set<string>();
        for await (const page of eventsOf(stripe, accounts, seconds, true, types))
          for (const { id } of page) ids.add(String(id));
        return ids;
      },
      known,
      read: readStripeEvent,
      livemode,
      onTheirWaySince: graceEnd / 1000,
      onProgress: checking,
    });
    const window = { from: iso(since), to: iso(now) };
    const plan = { window, ...found, missing: found.missing.map(({ event: _event, ...rest }) => rest) };
    if (found.missing.length === 0) {
      context.print({ ...plan, repaired: [] }, () => [...summaryLines(found, window), "Nothing is missing."]);
      return exitCodes.nothing;
    }
    if (!(await context.mayChange(plan, () => [...summaryLines(found, window), ...missingLines(found.missing)])))
      return exitCodes.done;

    const secret = await signingSecret(target);
    const repairing = context.progress("Bringing in");
    const repaired = await repair(found.missing, {
      deliver: async (event) =>
        (await postToWebhook(outputs.webhookUrl, JSON.stringify(event, null, 2), secret)).status,
      known,
      signal: context.signal,
      pause: () => delay(target.offline === undefined ? 2_000 : 50),
      looks: 100,
      onProgress: repairing,
    });
    context.print({ ...plan, ...repaired }, () => repairLines(found, repaired));
    return repaired.repaired.length === found.missing.length ? exitCodes.done : exitCodes.failed;
  };
}

async function* eventsOf(
  stripe: Stripe,
  accounts: readonly (string | undefined)[],
  since: number,
  undelivered: boolean,
  types: readonly string[],
): AsyncGenerator<readonly StripeObject[]> {
  for (const account of accounts) yield* listEvents(stripe, { types, since, account, undelivered });
}

async function signingSecret({ clients, outputs }: Target): Promise<string> {
  return firstSigningSecret(await readStackSecret(clients.secrets, outputs.secretArn));
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

function repairLines({ checked, missing }: Reconciliation, { repaired, refused, waiting }: Repair): string[] {
  return [
    "",
    `${String(checked)} checked, ${String(missing.length)} missing, ${String(repaired.length)} repaired: signed with the stack's own secret and posted to its webhook.`,
    ...refused.map(({ id, status }) => `  ${id} was refused with ${String(status)}: see logs stripeWebhook`),
    ...(waiting.length === 0
      ? []
      : [`  accepted, but not in the journal yet: ${waiting.join(", ")}. See dlq, branch archive`]),
  ];
}
