import { describe, expect, it } from "vitest";
import type { Fault } from "../../offline/fault-plan.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openSystem } from "../support/opened.ts";
import { until } from "../support/until.ts";

const system = await openSystem({ timeScale: 360 });

// More than three calls are tried in all: at least one fails for good.
const journal = { at: "call", caller: "event-enricher", action: "UpdateItem" } as const;

describe("a batch of the archive's pipe", () => {
  it.each<[string, Fault]>([
    ["one entry of it is not journalled", { ...journal, fails: "error", times: 12 }],
    ["the journal writes an entry and does not say so", { ...journal, fails: "lost-response", times: 12 }],
    ["the enricher ends before an entry is written", { ...journal, fails: "crash-before", as: "exit", times: 1 }],
    ["the enricher ends when one is written", { ...journal, fails: "crash-after", as: "out-of-memory", times: 1 }],
    ["the enricher times out with all done", { at: "invocation", fails: "crash-after", as: "time-out", times: 1 }],
    ["the enrichment fails", { at: "pipe", fails: "enrichment", times: 1 }],
    ["the bus refuses it", { at: "pipe", fails: "target", times: 1 }],
    ["the bus refuses one entry of it", { at: "pipe", fails: "one-entry", times: 1 }],
    ["the bus takes it and does not say so", { at: "call", action: "PutEvents", fails: "lost-response", times: 1 }],
  ])("comes again and is archived whole after %s", async (seed, fault) => {
    const { pipes } = system.run.compute;
    for (const pipe of pipes) pipe.setEnabled(false);
    await until("the pipe's end", () => pipes.every(({ state }) => state === "STOPPED"));
    const story = ["a", "b", "c"].map(
      (part) => samplePurchase({ kind: "payment", seed: `${seed} ${part}` }).events.completed,
    );
    for (const event of story) await system.send(event);
    const batches: number[] = [];
    const stop = system.run.aws.gateway.use(async (call, next) => {
      const output = await next();
      const { Messages: messages } = output;
      if (call.principal.includes("archive-pipe") && Array.isArray(messages)) batches.push(messages.length);
      return output;
    });
    const { counts, remove } = system.run.faults.add({ faults: [fault] });
    for (const pipe of pipes) pipe.setEnabled(true);
    await until("archived", () => story.every(({ id }) => system.archived(id).length > 0));
    await until("the fault", () => (counts[0]?.injected ?? 0) > 0);
    await system.settled();
    remove();
    stop();
    expect(batches[0]).toBe(story.length);
    expect(batches.length).toBeGreaterThan(1);
    for (const event of story) {
      const copies = new Set(system.archived(event.id).map((copy) => JSON.stringify(copy)));
      expect([...copies]).toEqual([JSON.stringify(event)]);
    }
    expect(await system.depth("archive-dead-letter-queue")).toBe(0);
  });
});
