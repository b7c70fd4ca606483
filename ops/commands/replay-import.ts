import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { isObject, readStripeEvent, type StripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { journalled } from "../../functions/shared/journalled.ts";
import { deliverer } from "../aws/deliver.ts";
import { readFunctionSettings } from "../aws/function-settings.ts";
import { repair } from "../core/reconcile.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { counted } from "../output/count.ts";
import type { Work } from "../work.ts";

/** An event of the file, by the id by which the journal has it. */
interface Imported extends Pick<StripeEvent, "id" | "type" | "livemode"> {
  readonly event: StripeObject;
}

/**
 * Brings in what an export wrote: of another stack, or what the journal has lost. What the journal has is left to
 * `replay`, so that the same command again goes on where it was stopped.
 */
export function importing(file: string): Work {
  return async (context) => {
    const events = await readEvents(file);
    const target = await context.target();
    const { clients, outputs } = target;
    const { livemode } = await readFunctionSettings(clients.lambda, outputs);
    const known = async (ids: readonly string[]): Promise<ReadonlySet<string>> =>
      new Set((await journalled(clients.documents, outputs.journalTable, ids)).keys());
    const here = await known(events.map(({ id }) => id));
    const ours = events.filter((each) => each.livemode === livemode);
    const missing = ours.filter(({ id }) => !here.has(id));
    const plan = {
      file,
      events: events.length,
      known: ours.length - missing.length,
      otherLivemode: events.length - ours.length,
    };
    const types = Map.groupBy(missing, ({ type }) => type);
    const lines = [
      `${counted(events.length, "event")} in ${file}; ${String(plan.known)} in the journal already${plan.otherLivemode === 0 ? "" : `, ${String(plan.otherLivemode)} from the other livemode, left out`}.`,
      ...[...types].map(([type, all]) => `  ${type} ${String(all.length)}`),
    ];
    if (missing.length === 0) {
      context.print({ ...plan, repaired: [] }, () => [...lines, "Nothing to bring in."]);
      return exitCodes.nothing;
    }
    if (!(await context.mayChange({ ...plan, missing: missing.map(({ id }) => id) }, () => lines)))
      return exitCodes.done;
    const result = await repair(missing, {
      deliver: await deliverer(target, livemode),
      known,
      signal: context.signal,
      pause: () => delay(target.offline === undefined ? 2_000 : 50),
      looks: 100,
      onProgress: context.progress("Bringing in"),
    });
    context.print({ ...plan, ...result }, () => [
      `${counted(result.repaired.length, "event")} brought in.`,
      ...result.refused.map(({ id, status }) => `  ${id} was refused with ${String(status)}: see logs stripeWebhook`),
      ...result.waiting.map((id) => `  ${id} was accepted and is not in the journal yet: see dlq list archive`),
    ]);
    return result.repaired.length === missing.length ? exitCodes.done : exitCodes.failed;
  };
}

/** Each id once. @throws UsageError that names the line which is not an event */
async function readEvents(file: string): Promise<Imported[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
  const events = new Map<string, Imported>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const read = eventIn(line);
    if (read === undefined)
      throw new UsageError(`${file}, line ${String(index + 1)} is not a Stripe event; nothing was changed`);
    events.set(read.id, read);
  }
  return [...events.values()];
}

function eventIn(line: string): Imported | undefined {
  try {
    const event: unknown = JSON.parse(line);
    const { id, type, livemode } = readStripeEvent(event);
    return isObject(event) ? { id, type, livemode, event } : undefined;
  } catch {
    return undefined;
  }
}
