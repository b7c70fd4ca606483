import { describe, expect, it } from "vitest";
import { forwarder } from "./forward.ts";
import { type InspectedMessage, readArchive, type ReadArchivePorts } from "./read-archive.ts";
import type { Replay } from "./replays.ts";
import type { Consumer } from "../../consumers.ts";

const request = {
  name: "ops-1",
  description: "",
  archiveArn: "archive",
  window: { from: 0, to: 60_000 },
  ruleArns: ["rule"],
};

const event = (id: string, more: object = {}): string =>
  JSON.stringify({ id, object: "event", type: "invoice.paid", livemode: false, created: 1, ...more });

/** EventBridge and the inspection queue in memory: `archived` is replayed when a replay starts. */
function world(archived: readonly string[]) {
  const queue: InspectedMessage[] = [];
  const replays: Replay[] = [];
  const interruption = new AbortController();
  let time = 0;
  let receipts = 0;
  const replay = (name: string, state: string): Replay => ({
    name,
    state,
    reason: undefined,
    from: 0,
    to: 60_000,
    lastReplayed: undefined,
    startedAt: 0,
    endedAt: undefined,
    isOurs: true,
  });
  const set = (name: string, state: string): void => {
    const index = replays.findIndex((each) => each.name === name);
    replays.splice(index < 0 ? replays.length : index, 1, replay(name, state));
  };
  const ports: ReadArchivePorts = {
    service: {
      async start({ name }) {
        set(name, "RUNNING");
        for (const body of archived) queue.push({ body, receipt: String((receipts += 1)) });
        return Promise.resolve();
      },
      async describe(name) {
        const found = replays.find((each) => each.name === name) ?? replay(name, "FAILED");
        if (found.state === "RUNNING" && time > 10) set(name, "COMPLETED");
        if (found.state === "CANCELLING") set(name, "CANCELLED");
        return Promise.resolve(found);
      },
      async cancel(name) {
        set(name, "CANCELLING");
        return Promise.resolve();
      },
      list: () => Promise.resolve(replays),
    },
    inspection: {
      depth: () => Promise.resolve(queue.length),
      receive: () => Promise.resolve(queue.slice(0, 2)),
      async remove(messages) {
        for (const { receipt } of messages)
          queue.splice(
            queue.findIndex((each) => each.receipt === receipt),
            1,
          );
        return Promise.resolve();
      },
    },
    signal: interruption.signal,
    now: () => time,
    async pause() {
      time += 10;
      return Promise.resolve();
    },
    quiet: 50,
  };
  return { ports, queue, replays, interruption, set };
}

describe("reading an archive", () => {
  it("gives each event once, however often it comes, and reports what did not arrive", async () => {
    const { ports, queue } = world([event("a"), event("b"), event("a"), "not json", "null"]);
    const received: string[] = [];
    const take = async (events: readonly { id: string }[]): Promise<void> => {
      received.push(...events.map(({ id }) => id));
      return Promise.resolve();
    };
    const read = await readArchive(request, new Set(["a", "b", "lost"]), take, ports);
    expect(read).toEqual({ read: 4, missing: ["lost"] });
    expect(received).toEqual(["a", "b", "not json", "null"]);
    expect(queue).toEqual([]);
  });

  it("removes no copy that was not taken", async () => {
    const { ports, queue } = world([event("a"), event("b"), event("c")]);
    const refuse = (): Promise<void> => Promise.reject(new Error("the queue is gone"));
    await expect(readArchive(request, new Set(["a"]), refuse, ports)).rejects.toThrow("the queue is gone");
    expect(queue).toHaveLength(3);
  });

  it("does not mix its window with what another command left", async () => {
    const { ports, queue } = world([]);
    queue.push({ body: event("old"), receipt: "0" });
    const nothing = (): Promise<void> => Promise.resolve();
    await expect(readArchive(request, new Set(), nothing, ports)).rejects.toThrow("--discard-inspection");
  });

  it("starts nothing while ten replays run, and names them", async () => {
    const { ports, set } = world([]);
    for (let index = 0; index < 10; index += 1) set(`other-${String(index)}`, "RUNNING");
    const nothing = (): Promise<void> => Promise.resolve();
    await expect(readArchive(request, new Set(), nothing, ports)).rejects.toThrow(/other-9.*replay cancel/u);
  });

  it("cancels its replay when it is interrupted", async () => {
    const { ports, interruption, replays } = world([event("a")]);
    interruption.abort();
    const nothing = (): Promise<void> => Promise.resolve();
    await expect(readArchive(request, new Set(["a"]), nothing, ports)).rejects.toThrow("does nothing twice");
    expect(replays.map(({ state }) => state)).toEqual(["CANCELLING"]);
  });

  it("says why its replay could not be cancelled", async () => {
    const { ports, interruption } = world([event("a")]);
    interruption.abort();
    const cancel = (): Promise<void> => Promise.reject(new Error("It is not in a valid state."));
    const reading = readArchive(request, new Set(["a"]), () => Promise.resolve(), {
      ...ports,
      service: { ...ports.service, cancel },
    });
    await expect(reading).rejects.toThrow("could not be cancelled: It is not in a valid state. It may have ended");
  });
});

const acting = (name: string): Consumer => ({
  name,
  queueUrl: "",
  deadLetterQueueUrl: "",
  replayRuleArn: "",
  functionName: "",
  logGroupName: "",
  retriedForSeconds: 0,
  eventTypes: ["charge.dispute.created"],
});

it("passes stubs on as they are, and names those that Stripe has no more", async () => {
  const day = 24 * 60 * 60_000;
  const sent: string[] = [];
  const { forwarded, take } = forwarder([acting("orders"), acting("inventory")], () => true, {
    send: async ({ name }, bodies) => {
      sent.push(...bodies.map(() => name));
      return Promise.resolve();
    },
    livemode: false,
    now: () => 40 * day,
  });
  const inspected = (id: string, created: number, more: object = {}) => ({
    id,
    type: "charge.dispute.created",
    livemode: false,
    created,
    oversize: true,
    body: event(id),
    ...more,
  });
  await take([
    inspected("new", (39 * day) / 1000),
    inspected("old", 1),
    inspected("live", 1, { livemode: true, oversize: false }),
  ]);
  expect(sent).toEqual(["orders", "orders", "inventory", "inventory"]);
  expect(forwarded).toMatchObject({
    stubs: ["new"],
    lostStubs: ["old"],
    perConsumer: { orders: 2, inventory: 2 },
  });
});
