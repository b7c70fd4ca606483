import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../offline/fault-plan.ts";
import { type Bench, branches, startBench } from "./support/bench.ts";
import { nextSeed } from "./support/enumeration.ts";
import { type Case, type CaseKindName, caseKindOf } from "./support/cases.ts";
import { readWorld, type Snapshot } from "./support/snapshot.ts";

const caseKindNames = [
  "a paid checkout",
  "a refunded charge",
  "a dispute that is won",
  "a delayed payment's failure",
] as const;

/** What keeps pipe and mappings from their work. */
const problems: string[] = [];

const paidCheckout = caseKindOf("a paid checkout");

let bench: Bench;
const good = new Map<CaseKindName, Snapshot>();
beforeAll(async () => {
  bench = await startBench({ onProblem: ({ stage, code }) => problems.push(`${stage} ${code}`) });
  const cases = fresh();
  await bench.prepare(cases);
  await bench.sendTo(
    undefined,
    cases.map(({ event }) => event),
  );
  const world = await readWorld(bench.system);
  cases.forEach((one, index) => good.set(caseKindNames[index] ?? "a paid checkout", world.snapshot(one)));
});
afterAll(async () => {
  await bench.close();
});

function fresh(): Case[] {
  return caseKindNames.map((caseKind) => caseKindOf(caseKind).make(nextSeed()));
}

describe("all is as without it, each effect once, after", () => {
  it.each<[string, Fault]>([
    ["every message is delivered twice", { at: "delivery", arrives: "repeated", times: "always" }],
    ["every other is delivered thrice", { at: "delivery", arrives: "repeated", copies: 3, times: { oneIn: 2 } }],
    ["every message is shuffled with others", { at: "delivery", arrives: "shuffled", times: "always" }],
    ["one in three comes ten minutes late", { at: "delivery", arrives: "late", seconds: 600, times: { oneIn: 3 } }],
    ["handled messages cannot be deleted", { at: "call", action: "DeleteMessageBatch", fails: "error", times: 6 }],
    ["deleting gets no response", { at: "call", action: "DeleteMessageBatch", fails: "lost-response", times: 6 }],
    ["what a poll took is lost on its way", { at: "call", action: "ReceiveMessage", fails: "lost-response", times: 4 }],
    ["SQS is throttled", { at: "call", service: "sqs", fails: "throttle", times: { oneIn: 4 } }],
    ["SQS does not respond", { at: "call", service: "sqs", fails: "no-response", times: 4 }],
    ["the bus does not respond", { at: "call", action: "PutEvents", fails: "no-response", times: 2 }],
    ["the bus refuses a batch", { at: "pipe", fails: "target", times: 2 }],
    ["the bus refuses entries", { at: "pipe", fails: "one-entry", times: 2 }],
    [
      "the bus takes what it gives no response to",
      { at: "call", action: "PutEvents", fails: "lost-response", times: 2 },
    ],
    ["the enrichment fails", { at: "pipe", fails: "enrichment", times: 2 }],
    [
      "functions time out with all done but their response",
      { at: "invocation", fails: "crash-after", as: "time-out", times: 4 },
    ],
  ])("%s", async (_name, fault) => {
    const cases = fresh();
    await bench.prepare(cases);
    const { remove, counts } = bench.system.run.faults.add({ seed: 7, faults: [fault] });
    await bench.sendAll(cases.flatMap(({ before, event }) => [...before, event]));
    await bench.settled();
    remove();
    expect(counts[0]?.injected).toBeGreaterThan(0);
    const world = await readWorld(bench.system);
    expect(cases.map((one) => world.snapshot(one))).toEqual(caseKindNames.map((caseKind) => good.get(caseKind)));
    const notices = cases.flatMap((one) => [...world.noticeCounts(one).values()]);
    expect(notices.filter((times) => times > 1)).toEqual([]);
    for (const branch of branches) expect(await bench.system.takeDeadLetters(branch)).toEqual([]);
  });

  it("a bus that refuses for ever: a dead letter of the archive, reported by the pipe, and all else is as without it", async () => {
    const one = paidCheckout.make(nextSeed());
    await bench.prepare([one]);
    problems.length = 0;
    await bench.sendTo(undefined, [one.event], { faults: [{ at: "pipe", fails: "target", times: "always" }] });
    expect(problems).toEqual(["put-events InternalException"]);
    const letters = await bench.system.takeDeadLetters("archive");
    expect(letters.map((body) => (JSON.parse(body) as { id: string }).id)).toEqual([one.event.id]);
    const { archived, ...others } = (await readWorld(bench.system)).snapshot(one);
    expect(archived).toEqual([]);
    expect(others).toEqual({ ...good.get("a paid checkout"), archived: undefined });

    await bench.redrive("archive", letters);
    expect((await readWorld(bench.system)).snapshot(one)).toEqual(good.get("a paid checkout"));
  });
});
