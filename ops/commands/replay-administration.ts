import { existsSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import type { Command, Option } from "commander";
import { discard } from "../aws/inspection.ts";
import { replayService } from "../aws/replays.ts";
import type { Run, Work } from "../work.ts";
import { readArchive } from "../core/replay/read-archive.ts";
import { isActive } from "../core/replay/replays.ts";
import { archiveWindow } from "../core/replay/window.ts";
import { iso } from "../output/duration.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { tableLines } from "../output/table.ts";
import { importing } from "./replay-import.ts";
import { choose, readReplayOptions } from "./replay-options.ts";
import { openReplay, replayName } from "./replay-setup.ts";

/** `replay list`, `replay cancel`, `replay export` and `replay import`. */
export function registerReplayAdministration(replay: Command, run: Run): void {
  replay
    .command("list")
    .description("list the replays of the last 90 days")
    .action(() => run(without(replay, flagsOf(replay), listing)));
  replay
    .command("cancel")
    .argument("<name>", "name of a running replay")
    .description("cancel a replay; events already sent are still processed")
    .action((name: string) => run(without(replay, flagsOf(replay), cancelling(name))));
  replay
    .command("export")
    .argument("<file>", "JSON lines, one event per line")
    .description("write a window's events to a file, read from the archive")
    .action((file: string) =>
      run(without(replay, ["--only", "--look", "--archive"], exporting(file, readReplayOptions(replay.opts())))),
    );
  replay
    .command("import")
    .argument("<file>", "JSON lines, as replay export writes them")
    .description("bring a file's events in, those that the journal lacks, by the webhook")
    .action((file: string) => run(without(replay, flagsOf(replay), importing(file))));
}

function flagsOf({ options }: Command): (string | undefined)[] {
  return options.map(({ long }) => long);
}

/** Refuses options of `replay` that mean nothing to a command under it, rather than to leave them unheeded. */
function without(replay: Command, flags: readonly (string | undefined)[], work: Work): Work {
  return (context) => {
    const isGiven = (option: Option): boolean => replay.getOptionValueSource(option.attributeName()) === "cli";
    const given = replay.options.find((option) => flags.includes(option.long) && isGiven(option));
    if (given !== undefined) throw new UsageError(`${given.long ?? ""} does not apply to this command: leave it out`);
    return work(context);
  };
}

const listing: Work = async (context) => {
  const { clients, outputs } = await context.target();
  const replays = (await replayService(clients.events, outputs).list()).filter(({ isOurs }) => isOurs);
  const time = (at: number | undefined): string | undefined => (at === undefined ? undefined : iso(at));
  const rows = replays.map(({ name, state, reason, from, to, lastReplayed, startedAt, endedAt }) => ({
    name,
    state,
    reason,
    from: time(from),
    to: time(to),
    lastReplayed: time(lastReplayed),
    startedAt: time(startedAt),
    endedAt: time(endedAt),
  }));
  context.print({ replays: rows }, () =>
    replays.length === 0
      ? ["No replays."]
      : tableLines(
          ["REPLAY", "STATE", "FROM", "TO", "REACHED", "ENDED"],
          rows.map((one) => [one.name, one.state, one.from, one.to, one.lastReplayed, one.endedAt]),
        ),
  );
  return replays.length === 0 ? exitCodes.nothing : exitCodes.done;
};

function cancelling(name: string): Work {
  return async (context) => {
    const { clients, outputs } = await context.target();
    const service = replayService(clients.events, outputs);
    const replay = (await service.list()).find((one) => one.isOurs && one.name === name);
    if (replay === undefined) throw new UsageError(`unknown replay "${name}": replay list shows this stack's replays`);
    if (!isActive(replay)) {
      context.print({ name, state: replay.state }, () => [`Replay ${name} does not run: it is ${replay.state}.`]);
      return exitCodes.nothing;
    }
    const plan = (): string[] => [
      `Replay ${name} is ${replay.state}. It is cancelled; events already sent are still processed.`,
    ];
    if (!(await context.mayChange({ name, state: replay.state }, plan))) return exitCodes.done;
    await service.cancel(name);
    context.print({ name, state: "CANCELLING" }, () => [`Replay ${name} is being cancelled.`]);
    return exitCodes.done;
  };
}

/** It changes nothing but the file: a replay to the inspection queue reaches no consumer. So it needs no --yes. */
function exporting(file: string, options: ReturnType<typeof readReplayOptions>): Work {
  return async (context) => {
    if (existsSync(file)) throw new UsageError(`${file} already exists: name another file`);
    const setup = await openReplay(context);
    const { events, window, selection, isNarrowed } = await choose(options, setup, context);
    const unfinished = `${file}.part`;
    const out = await openPrivate(unfinished);
    if (options.discardInspection) await discard(setup.target.clients.sqs, setup.target.outputs.queueUrls.inspection);
    const ids = new Set(events.map(({ eventId }) => eventId));
    let written = 0;
    const isById = selection.eventIds !== undefined || selection.orderKeys !== undefined;
    const progress = context.progress("Reading the archive, events");
    const request = {
      name: replayName(context.now()),
      description: "ops replay export",
      archiveArn: setup.target.outputs.archiveArn,
      window: archiveWindow(window, context.now()),
      ruleArns: [setup.target.outputs.replayRuleArns.inspection],
    };
    try {
      const { missing } = await readArchive(
        request,
        ids,
        async (copies) => {
          const chosen = copies.filter(
            ({ id, type }) => !isNarrowed || (isById ? ids.has(id) : selection.types?.has(type) === true),
          );
          await out.write(chosen.map(({ body }) => `${oneLine(body)}\n`).join(""));
          written += chosen.length;
        },
        { ...setup.archive, onProgress: progress },
      );
      await out.close();
      await rename(unfinished, file);
      context.print({ file, events: written, missing }, () => [
        `${String(written)} events are in ${file}: personal data, readable only by you.`,
        ...(missing.length === 0 ? [] : [`In the journal, but not returned by the archive: ${missing.join(", ")}`]),
      ]);
      return missing.length === 0 ? exitCodes.done : exitCodes.failed;
    } finally {
      await out.close();
      await rm(unfinished, { force: true });
    }
  };
}

/** Personal data: for the operator alone. @throws UsageError when it cannot be written */
async function openPrivate(file: string): Promise<FileHandle> {
  try {
    return await open(file, "w", 0o600);
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function oneLine(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return JSON.stringify(body);
  }
}
