import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { countsOf } from "../../bench/calls/counts-of.ts";
import { countCalls } from "../../bench/calls/measure.ts";
import { layOut } from "../../offline/console/page/flow/layout.ts";
import { topologyOf } from "../../offline/console/flow/topology.ts";
import { consumerHops } from "../../ops/core/costs/counts.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { ConsoleReader } from "../support/console.ts";
import { evaluateAt } from "../support/evaluate.ts";
import { openShop } from "../support/opened.ts";
import { applyRecipe, copyOfProgram, readRecipes, renameConsumers, renamed } from "../support/recipes.ts";
import { until } from "../support/until.ts";

const buy = (seed: string) => samplePurchase({ kind: "payment", seed: `loyalty-${seed}`, contents: "metadata" });
const [bought, waiting, crashed, broken] = [buy("bought"), buy("waiting"), buy("crashed"), buy("broken")];
const { data, ...rest } = broken.events.completed;
const unreadable = { ...rest, data: { object: { ...data.object, mode: "barter" } } };

const checkout = await copyOfProgram();
afterAll(() => rm(checkout, { recursive: true }));
await applyRecipe((await readRecipes()).get("Add a consumer") ?? [], checkout);
// The other consumers have other names here too: nothing knows them but index.ts.
await renameConsumers(checkout);
const program = async (): Promise<object> => {
  const exported: object = await import(pathToFileURL(join(checkout, "index.ts")).href);
  return { ...exported };
};
const { system, operator } = await openShop({
  timeScale: 300,
  evaluate: (question) => evaluateAt(question, program),
});
const calls = countCalls(system.run);

/** How often the fourth consumer counted an event's points. */
function counted({ id }: { readonly id: string }): number {
  const lines = system.logs.filter(({ text }) => text.includes("points counted") && text.includes(id));
  return lines.length;
}

describe("a consumer that is added by the recipe", () => {
  it("receives what it subscribed to", async () => {
    await system.send(bought.events.completed);
    await system.settled();
    expect(counted(bought.events.completed)).toBe(1);
    expect((await operator.run(["logs", "loyalty-processor"])).out).toContain("points counted");
  });

  it("is replayed alone, and not rehearsed", async () => {
    const replay = ["replay", "--from", "1h", "--only", "loyalty"];
    expect((await operator.run(replay)).out).toMatch(/loyalty +1 +- +- +- +-\n[^]*replayed, not rehearsed/u);
    expect(await operator.run([...replay, "--yes"])).toMatchObject({ code: 0 });
    expect(await operator.run(["replay", "--event", bought.events.completed.id, "--only", "loyalty", "--yes"])).toEqual(
      {
        code: 0,
        out: expect.stringContaining("Sent 1 to loyalty.") as string,
        err: expect.any(String) as string,
      },
    );
    expect(counted(bought.events.completed)).toBe(3);
    expect(system.mailsTo(bought.customer.email ?? "")).toHaveLength(1);
  });

  it("is paused, and goes on", async () => {
    expect(await operator.run(["pause", "loyalty", "--yes"])).toMatchObject({ code: 0 });
    await system.send(waiting.events.completed);
    await until("its order", async () => (await system.order(waiting.orderKey)) !== undefined);
    const view = await operator.json(["monitor", "--once"]);
    expect(view["queues"]).toContainEqual(
      expect.objectContaining({ branch: "loyalty", waiting: 1, mapping: "Disabled" }),
    );
    expect((await operator.run(["doctor"])).out).toContain("loyalty takes no messages: its mapping is Disabled");
    expect(await operator.run(["resume", "loyalty", "--yes"])).toMatchObject({ code: 0 });
    await system.settled();
    expect(counted(waiting.events.completed)).toBe(1);
  });

  it("gives a message up, and has it redriven", async () => {
    const fault = system.run.faults.add({
      faults: [{ at: "invocation", function: "loyalty-processor", fails: "crash-before", times: "always" }],
    });
    await system.send(crashed.events.completed);
    await until("its dead letter", async () => (await system.depth("loyalty-dead-letter-queue")) === 1);
    await system.deadLettersAlarm("loyalty");
    fault.remove();
    expect((await operator.run(["doctor"])).out).toContain("1 of loyalty");
    expect((await operator.run(["dlq", "redrive", "loyalty", "--yes"])).out).toContain("1 moved.");
    await until("its points", () => counted(crashed.events.completed) === 1);
  });

  it("is listed with what it gave up and why, and traced", async () => {
    await system.send(unreadable);
    await until("the dead letter", async () => (await system.depth("loyalty-dead-letter-queue")) === 1);
    const { groups } = await operator.json(["dlq"]);
    expect(groups).toContainEqual(expect.objectContaining({ branch: "loyalty", cause: "invalid-event", count: 1 }));
    const { steps } = await operator.json(["trace", unreadable.id]);
    expect(steps).toContainEqual(
      expect.objectContaining({ where: "loyalty", what: expect.stringContaining("invalid-event") as string }),
    );
    const traced = await operator.json(["trace", bought.events.completed.id]);
    const places = (traced["steps"] as { where: string }[]).map(({ where }) => where);
    expect(places).toEqual(expect.arrayContaining([renamed.orders, renamed.email]));
    const { code, err } = await operator.run(["dlq", "list", "orders"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'unknown command or queue "orders"; expected list, show, edit, redrive, purge, sales, letters, shelves, loyalty, archive, mail-outcome, warehouse, inspection or warehouse-inbox\n',
    });
  });

  it("is counted in the costs", async () => {
    calls.stop();
    const storedBytes = { forever: 0, journal: 0 };
    const hopCounts = { hops: calls.hops, oneByOne: calls.hops, storedBytes };
    const counts = countsOf(
      { events: 4, purchases: 4, ...hopCounts, reports: { messages: 0, parcels: 0, ...hopCounts } },
      system.run,
    );
    const hops = new Map(consumerHops(counts));
    expect([...hops.keys()]).toEqual([...Object.values(renamed), "loyalty"]);
    // Three that were redriven or replayed beside the four that came.
    expect(hops.get("loyalty")?.messages).toBeGreaterThanOrEqual(7);
  });

  it("is drawn in the console's flow, with its marks and its faults", async () => {
    const { lanes, lines } = layOut(topologyOf(system.run.graph, system.run.outputs));
    expect(lanes.map(({ branch }) => branch.name)).toEqual([
      ...Object.values(renamed),
      "loyalty",
      "archive",
      "mail-outcome",
      "warehouse-inbox",
    ]);
    const { branch } = lanes.find(({ branch: { name } }) => name === "loyalty") ?? lanes[0] ?? {};
    expect(lines.map(({ hop }) => hop)).toEqual(expect.arrayContaining([branch?.delivery, branch?.replay]));
    const responses = await ConsoleReader.readAll(system.run);
    expect(responses.get("/api/events")).toContain('"loyalty":{"state":"dead"');
    expect(responses.get("/api/faults")).toContain("loyalty-processor crashes");
  });
});
