import { type Command, Option } from "commander";
import { discard } from "../aws/inspection.ts";
import type { Run, Work } from "../work.ts";
import { type Consumer, consumerWith } from "../consumers.ts";
import type { Context } from "../context.ts";
import { type Counts, readDeadLetters, waitUntilConsumed } from "../core/replay/consumption.ts";
import { forwarder, type Forwarded } from "../core/replay/forward.ts";
import { readArchive } from "../core/replay/read-archive.ts";
import { checkRoom, watchReplay } from "../core/replay/replays.ts";
import { archiveWindow, isoWindow } from "../core/replay/window.ts";
import { exitCodes } from "../errors.ts";
import { registerReplayAdministration } from "./replay-administration.ts";
import { choose, chosenConsumers, readReplayOptions, type Chosen, type ReplayOptions } from "./replay-options.ts";
import { replaySource, type ReplaySource } from "./replay-source.ts";
import { assessmentLines } from "./replay-report.ts";
import { openReplay, replayName, type ReplaySetup } from "./replay-setup.ts";

export function registerReplay(program: Command, run: Run): void {
  const replay = addReplayOptions(program.command("replay").allowExcessArguments())
    .description("replay archived events to the consumers")
    .option("--only <consumers>", "only to these consumers; comma-separated or repeated", many);
  replay.action(() => run(replaying(readReplayOptions(replay.opts()), chosenConsumers)));
  registerReplayAdministration(replay, run);
  const rebuild = addReplayOptions(program.command("rebuild")).description(
    "fill in what orders of a former version lack: a replay to the consumer that stores orders",
  );
  rebuild.action(() => run(replaying(readReplayOptions(rebuild.opts()), storingOrders)));
}

const storingOrders: typeof chosenConsumers = (_options, outputs) => {
  const consumer = consumerWith("order", outputs);
  return consumer === undefined ? [] : [consumer];
};

const many = (value: string, before: string[] = []): string[] => [...before, value];

function addReplayOptions(command: Command): Command {
  return command
    .option("--from <time>", "start of the window, by time of acceptance: 2h, 3d, or an ISO time")
    .addOption(new Option("--since <time>", "the same as --from").conflicts("from"))
    .option("--to <time>", "end of the window; default: ten minutes ago, up to when the archive is complete")
    .option("--type <type>", "only events of this type; comma-separated or repeated", many)
    .option("--order <id>", "only events of this order, by any of its Stripe ids")
    .option("--event <id>", "only this event; comma-separated or repeated", many)
    .option(
      "--force",
      "allow a window that ends less than ten minutes ago; events not archived yet are left out",
      false,
    )
    .addOption(
      new Option("--archive <which>", "the stack's own archive, or the one on the partner event source's bus")
        .choices(["stack", "partner"])
        .default("stack"),
    )
    .option("--look <n>", "fetch at most n events from Stripe to find out their effect", "200")
    .option(
      "--discard-inspection",
      "first empty the inspection queue, which an interrupted command left filled",
      false,
    );
}

function replaying(options: ReplayOptions, consumersFor: typeof chosenConsumers): Work {
  return async (context) => {
    const { outputs } = await context.target();
    const consumers = consumersFor(options, outputs);
    const source = replaySource(options, outputs);
    const setup = await openReplay(context);
    const chosen = await choose(options, setup, context);
    if (chosen.events.length === 0 && !source.mayHoldMore) {
      context.print({ events: 0 }, () => ["The journal has no such events: nothing to replay."]);
      return exitCodes.nothing;
    }
    const looking = context.reading("Looking at the events");
    const before = await setup.assess(chosen.events, consumers, options.look, looking);
    const { window } = chosen;
    const plan = (): string[] => assessmentLines(chosen, before, source);
    if (!(await context.mayChange({ window: isoWindow(window), before }, plan))) return exitCodes.done;

    if (options.discardInspection) await discard(setup.target.clients.sqs, setup.target.outputs.queueUrls.inspection);
    const deadLettersBefore = await readDeadLetters(consumers, setup.consumption);
    const name = replayName(context.now());
    const forwarded = await (chosen.isNarrowed ? forward : replayWindow(source))(
      name,
      consumers,
      chosen,
      setup,
      context,
    );

    const consuming = context.progress("Waiting for the consumers");
    const foreseen = Object.fromEntries(
      Object.entries(before.consumers).map(([consumer, assessed]) => [consumer, assessed.failing.length]),
    );
    const left = await waitUntilConsumed(consumers, { ...setup.consumption, onProgress: consuming }, foreseen);
    const deadLetters = await readDeadLetters(consumers, setup.consumption);
    const ours = new Set([...chosen.events.map(({ eventId }) => eventId), ...(forwarded.forwarded?.eventIds ?? [])]);
    // Others may become dead letters meanwhile, by a redrive or as they come in.
    const newDeadLetters = [...deadLetters].filter(
      ([messageId, eventId]) => !deadLettersBefore.has(messageId) && (source.mayHoldMore || ours.has(eventId)),
    ).length;
    const waiting = consumers.reduce((sum, one) => sum + (left[one.name] ?? 0), 0);
    const after = await setup.assess(chosen.events, consumers, options.look);
    const unapplied = Object.values(after.consumers).reduce((sum, { changing }) => sum + changing.length, 0);
    const undecided = Object.values(after.consumers).reduce(
      (sum, { failing, unknown }) => sum + failing.length + unknown.length,
      0,
    );
    const isDone = newDeadLetters + waiting + unapplied + (forwarded.missing?.length ?? 0) === 0;
    context.print(
      { name, window: isoWindow(window), before, after, newDeadLetters, waiting, unapplied, ...forwarded },
      () => [
        "",
        `Replay ${name} is completed.`,
        ...forwardedLines(forwarded),
        ...(waiting === 0
          ? ["The consumers' queues are empty."]
          : [`${String(waiting)} messages still wait in the consumers' queues${waitingText(foreseen)}.`]),
        newDeadLetters === 0 ? "No new dead letters." : `${String(newDeadLetters)} new dead letters: see dlq.`,
        ...(unapplied === 0 ? [] : [`${String(unapplied)} effects are still missing: run the dry run again.`]),
        ...(undecided === 0 ? [] : [`${String(undecided)} fail or have an unknown effect: the dry run lists them.`]),
        ...(unapplied + undecided === 0 ? ["Every event is applied."] : []),
      ],
    );
    return isDone ? exitCodes.done : exitCodes.failed;
  };
}

/** What the dry run knew already. */
function waitingText(foreseen: Counts): string {
  const count = Object.values(foreseen).reduce((sum, each) => sum + each, 0);
  if (count === 0) return ": see monitor";
  return `; ${String(count)} fail as the dry run showed, and become dead letters after their tries: see dlq`;
}

type ReplayMethod = (
  name: string,
  consumers: readonly Consumer[],
  chosen: Chosen,
  setup: ReplaySetup,
  context: Context,
) => Promise<{ readonly forwarded?: Forwarded; readonly missing?: readonly string[] }>;

/** EventBridge passes the window's events to the consumers' own rules. */
const replayWindow =
  ({ archiveArn, ruleArnOf, slackBefore }: ReplaySource): ReplayMethod =>
  async (name, consumers, { window: { from, to } }, { service, pause, onLost }, context) => {
    await checkRoom(service);
    await service.start({
      name,
      description: `ops replay to ${namesOf(consumers)}`,
      archiveArn,
      window: archiveWindow({ from: from - slackBefore, to }, context.now()),
      ruleArns: consumers.map(ruleArnOf),
    });
    const progress = context.progress(`Replay ${name}, seconds of the window`);
    const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);
    await watchReplay(name, {
      service,
      signal: context.signal,
      pause,
      onLost,
      onProgress: (done, total) => progress(seconds(done), seconds(total)),
    });
    return {};
  };

/** The window's copies are read from the inspection queue, and those that fit go to the consumers' queues. */
const forward: ReplayMethod = async (
  name,
  consumers,
  { window, selection, events },
  { archive, target, send, settings },
  context,
) => {
  const ids = new Set(events.map(({ eventId }) => eventId));
  const isById = selection.eventIds !== undefined || selection.orderKeys !== undefined;
  const progress = context.progress("Reading the archive, events");
  const { forwarded, take } = forwarder(
    consumers,
    // By type alone an event fits that the journal does not know any more.
    ({ id, type }) => (isById ? ids.has(id) : selection.types?.has(type) === true),
    { send, livemode: settings.livemode, now: context.now },
  );
  const request = {
    name,
    description: `ops replay of chosen events to ${namesOf(consumers)}`,
    archiveArn: target.outputs.archiveArn,
    window: archiveWindow(window, context.now()),
    ruleArns: [target.outputs.replayRuleArns.inspection],
  };
  const { missing } = await readArchive(request, ids, take, {
    ...archive,
    onProgress: progress,
  });
  return { forwarded, missing };
};

function namesOf(consumers: readonly Consumer[]): string {
  return consumers.map(({ name }) => name).join(", ");
}

function forwardedLines({ forwarded, missing = [] }: Awaited<ReturnType<ReplayMethod>>): string[] {
  if (forwarded === undefined) return [];
  const { perConsumer, stubs, lostStubs } = forwarded;
  const sent = Object.entries(perConsumer).map(([name, count]) => `${String(count)} to ${name}`);
  return [
    `Sent ${sent.join(", ")}.`,
    ...(stubs.length === 0
      ? []
      : [`${String(stubs.length)} were too large for SNS: the consumers fetch them from Stripe.`]),
    ...(lostStubs.length === 0
      ? []
      : [
          `${String(lostStubs.length)} stubs are older than 30 days, Stripe has them no more: they end as dead letters (stripe-not-found): ${lostStubs.join(", ")}`,
        ]),
    ...(missing.length === 0
      ? []
      : [`Not in the archive: ${missing.join(", ")}. --force was too early, or reconcile brings them in.`]),
  ];
}
