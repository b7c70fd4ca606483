import * as v from "valibot";
import type { JournalEvent } from "../../functions/shared/journal.ts";
import { journalled } from "../../functions/shared/journalled.ts";
import { scanJournal } from "../aws/journal-events.ts";
import { keysOfOrder } from "../aws/trace.ts";
import { consumersOf, handledTypes, readConsumer, type Consumer } from "../consumers.ts";
import { unknownName } from "../output/unknown-name.ts";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import type { Context } from "../context.ts";
import { orderKeysOf } from "../core/replay/knowledge.ts";
import { isNarrowed, select, type Selection } from "../core/replay/selection.ts";
import { archiveDelay, readWindow, type Window } from "../core/replay/window.ts";
import { UsageError } from "../errors.ts";
import { iso, readTime } from "../output/duration.ts";
import type { ReplaySetup } from "./replay-setup.ts";

const texts = v.pipe(
  v.array(v.string()),
  v.transform((values) => values.flatMap((value) => value.split(",")).filter((value) => value !== "")),
  // An empty list would choose everything for EventBridge.
  v.minLength(1, "--type, --event, --only: give at least one value"),
);

/** As commander gives the options of `replay` and of its subcommands. */
const replayOptions = v.object({
  from: v.exactOptional(v.string()),
  since: v.exactOptional(v.string()),
  to: v.exactOptional(v.string()),
  type: v.exactOptional(texts),
  order: v.exactOptional(v.string()),
  event: v.exactOptional(texts),
  only: v.exactOptional(texts),
  archive: v.picklist(["stack", "partner"]),
  force: v.boolean(),
  look: v.pipe(v.string(), v.regex(/^\d{1,6}$/u, "--look: give a number of events"), v.transform(Number)),
  discardInspection: v.boolean(),
});

export type ReplayOptions = Omit<v.InferOutput<typeof replayOptions>, "since">;

/** @throws UsageError for the first option that is not usable */
export function readReplayOptions(values: Readonly<Record<string, unknown>>): ReplayOptions {
  const parsed = v.safeParse(replayOptions, values);
  if (!parsed.success) throw new UsageError(parsed.issues[0].message);
  const { since, ...options } = parsed.output;
  return since === undefined ? options : { ...options, from: since };
}

/** @throws UsageError for one that the stack does not have */
export function chosenConsumers({ only }: ReplayOptions, outputs: StackOutputs): readonly Consumer[] {
  return only === undefined ? consumersOf(outputs) : [...new Set(only)].map((name) => readConsumer(name, outputs));
}

export interface Chosen {
  /** Of the journal, the first accepted one first. */
  readonly events: readonly JournalEvent[];
  readonly window: Window;
  readonly selection: Selection;
  readonly isNarrowed: boolean;
  /** Items of the journal that were read for it. */
  readonly scanned: number;
}

/**
 * The events that the options choose, by the journal. Events by id bring their window with them; an order's are looked
 * for in all that the archive keeps.
 * @throws UsageError
 */
export async function choose(
  options: ReplayOptions,
  { reads, settings, target }: ReplaySetup,
  context: Context,
): Promise<Chosen> {
  const { documents } = target.clients;
  const { journalTable } = target.outputs;
  const now = context.now();
  const types = handledTypes(target.outputs);
  const unknownType = options.type?.find((type) => !types.includes(type));
  if (unknownType !== undefined) throw unknownName("event type", unknownType, types);
  const selection: Selection = {
    ...(options.type === undefined ? {} : { types: new Set(options.type) }),
    ...(options.event === undefined ? {} : { eventIds: new Set(options.event) }),
    ...(options.order === undefined ? {} : { orderKeys: await keysOfOrder(options.order, target) }),
  };
  const delay = target.offline === undefined ? archiveDelay : 0;
  const windowed = (): Window => {
    if (options.from === undefined && options.order === undefined)
      throw new UsageError("Give --from, --event or --order to choose the events to replay");
    const kept = now - settings.retentionDays * 24 * 60 * 60_000;
    const from = options.from === undefined ? kept : readTime("--from", options.from, now);
    const to = options.to === undefined ? undefined : readTime("--to", options.to, now);
    return readWindow({ from, to, now, delay, force: options.force });
  };

  if (options.event !== undefined && options.from === undefined) {
    const found = await journalled(documents, journalTable, options.event);
    const unknown = options.event.find((id) => !found.has(id));
    if (unknown !== undefined) {
      throw new UsageError(
        `--event ${unknown}: not in the journal. reconcile brings in events that never arrived; --from searches the archive anyway`,
      );
    }
    const events = [...found.values()];
    const times = events.map(({ receivedAt }) => Date.parse(receivedAt));
    const [from, last] = [Math.min(...times), Math.max(...times)];
    if (last > now - delay && delay > 0 && !options.force) {
      throw new UsageError(
        `--event: accepted at ${iso(last)}, and EventBridge may take ten minutes until an event is in the archive. ` +
          `Wait until ${iso(last + delay)}, or give --force to replay what is there`,
      );
    }
    return { events, window: { from, to: last + 1 }, selection, isNarrowed: true, scanned: events.length };
  }
  const window = windowed();
  const progress = context.reading("Reading the journal");
  const { events, scanned } = await scanJournal(documents, journalTable, window, progress);
  const keys = selection.orderKeys === undefined ? new Map<string, string>() : await orderKeysOf(events, reads);
  const selected = select(events, selection, ({ eventId }) => keys.get(eventId));
  return { events: selected, window, selection, isNarrowed: isNarrowed(selection), scanned };
}
