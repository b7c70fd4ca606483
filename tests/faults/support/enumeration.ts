import { setTimeout as delay } from "node:timers/promises";
import type { Bench, Branch } from "./bench.ts";
import { faultOf, nameOf, recordCalls, type Recorded, type Failure } from "./calls.ts";
import { judge, judgeRedriven, judgeWebhook, type Judged } from "./judge.ts";
import type { CaseKind } from "./cases.ts";
import { readWorld, type Snapshot } from "./snapshot.ts";

/** Which call fails, and how, while a function handles an event. */
export interface Trial {
  readonly caseKind: CaseKind;
  /** Whose function; undefined: the webhook. */
  readonly branch: Branch | undefined;
  readonly call: Recorded;
  readonly failure: Failure;
  readonly good: Snapshot;
}

let purchases = 0;

/** Of equal length, and no one a part of another or of an id. */
export function nextSeed(): string {
  purchases += 1;
  return `zz${String(purchases).padStart(6, "0")}zz`;
}

/** Every call of the good run of an event, with the failures that are asked for. */
export async function trialsOf(
  bench: Bench,
  caseKind: CaseKind,
  branch: Branch | undefined,
  failures: (call: Recorded, index: number, all: readonly Recorded[]) => readonly Failure[],
): Promise<Trial[]> {
  const one = caseKind.make(nextSeed());
  const calls = (await recordCalls(bench, branch, one)).filter(isOfEachInvocation);
  const good = (await readWorld(bench.system)).snapshot(one);
  return calls.flatMap((call, index) =>
    failures(call, index, calls).map((failure) => ({ caseKind, branch, call, failure, good })),
  );
}

/** The secret is read by an environment's first invocation alone, which silence.faults.ts fails. */
function isOfEachInvocation(call: Recorded): boolean {
  return call.to !== "aws" || call.service !== "secretsmanager";
}

interface RunTrial extends Trial, Judged {
  /** The message as it stood in the dead-letter queue. */
  readonly deadLetter: string | undefined;
}

export interface Outcome {
  readonly trials: readonly RunTrial[];
  readonly injected: number;
  /** One line for each trial that ended as it must not. */
  readonly problems: readonly string[];
}

/** A turn to ask Stripe is one write to the journal, or two where nobody asked for a while: the last of them may not come. */
function mayBeLeftOut(call: Recorded): boolean {
  return call.to === "aws" && call.resource === "journal-table" && call.action === "UpdateItem" && call.occurrence > 0;
}

/** Runs trials of one branch side by side, each on a purchase of its own. */
export async function runTrials(bench: Bench, branch: Branch | undefined, trials: readonly Trial[]): Promise<Outcome> {
  const cases = trials.map((trial) => ({ ...trial, one: trial.caseKind.make(nextSeed()) }));
  await bench.prepare(cases.map(({ one }) => one));
  const faults = cases.map(({ call, failure, one }) => faultOf(call, failure, branch, one));
  const events = cases.map(({ one }) => one.posted);
  const { responses, counts } = await bench.sendTo(branch, events, { faults });

  const world = await readWorld(bench.system);
  const dead = branch === undefined ? new Map<string, string>() : await deadLetters(bench, branch);
  const done = cases.map((each) => ({ ...each, deadLetter: dead.get(each.one.posted.id) }));
  const problems = done.flatMap((trial, index) => {
    const { one, deadLetter } = trial;
    const isStruck = (counts[index]?.injected ?? 0) > 0;
    if (!isStruck && mayBeLeftOut(trial.call)) return [];
    const found =
      branch === undefined
        ? judgeWebhook(trial, world, responses.get(one.posted.id) ?? [])
        : judge(trial, branch, world, deadLetter !== undefined);
    return described(trial, [...(isStruck ? [] : ["the fault did not strike"]), ...found]);
  });
  return { trials: done, injected: counts.reduce((sum, { injected }) => sum + injected, 0), problems };
}

/** A claim of an invocation that is dead holds for as long as it could have run, and a little. */
const longestLeaseMilliseconds = 36_000;

/** Redrives what was given up, now that nothing fails any more: then all is as in the good run. */
export async function redriveTrials(
  bench: Bench,
  branch: Branch,
  outcome: Outcome,
  endedAt: number,
): Promise<string[]> {
  const given = outcome.trials.filter(({ deadLetter }) => deadLetter !== undefined);
  await delay(Math.max(0, endedAt + longestLeaseMilliseconds - performance.now()));
  await bench.redrive(
    branch,
    given.flatMap(({ deadLetter }) => deadLetter ?? []),
  );
  const world = await readWorld(bench.system);
  const dead = await deadLetters(bench, branch);
  return given.flatMap((trial) =>
    described(trial, judgeRedriven(trial, branch, world, dead.has(trial.one.posted.id))).map(
      (line) => `redriven: ${line}`,
    ),
  );
}

/** By event id; where there is one, the branch's alarm rings. */
async function deadLetters(bench: Bench, branch: Branch): Promise<Map<string, string>> {
  if ((await bench.system.depth(`${branch}-dead-letter-queue`)) > 0) await bench.system.deadLettersAlarm(branch);
  const bodies = await bench.system.takeDeadLetters(branch);
  return new Map(bodies.map((body) => [String((JSON.parse(body) as { id: unknown }).id), body]));
}

function described({ caseKind, one, branch, call, failure }: Trial & Judged, problems: readonly string[]): string[] {
  return problems.map(
    (problem) =>
      `${caseKind.name} (${one.posted.type}), ${branch ?? "webhook"}, ${nameOf(call)}, ${failure}: ${problem}`,
  );
}
