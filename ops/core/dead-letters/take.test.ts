import { describe, expect, it } from "vitest";
import type { DeadLetter } from "./letter.ts";
import type { DeadLetterPorts } from "./survey.ts";
import { purgeChosen, redriveChosen } from "./take.ts";

class Killed extends Error {}

/** A dead-letter queue and its branch's queue, which end the command at one of its calls, before or after its effect. */
function queues(ids: readonly string[], killAt = Infinity, effect: "before" | "after" = "after") {
  const dead = new Map(ids.map((id) => [id, letter(id)]));
  const hidden = new Set<string>();
  const live: string[] = [];
  let calls = 0;
  const step = async <T>(act: () => T): Promise<T> => {
    calls += 1;
    if (calls > killAt || (calls === killAt && effect === "before")) throw new Killed();
    const result = act();
    if (calls === killAt) throw new Killed();
    return Promise.resolve(result);
  };
  const ports: DeadLetterPorts = {
    queue: {
      receive: () =>
        step(() => {
          const found = [...dead.values()].filter(({ messageId }) => !hidden.has(messageId)).slice(0, 2);
          for (const { messageId } of found) hidden.add(messageId);
          return found;
        }),
      giveBack: (letters) => step(() => letters.forEach(({ messageId }) => hidden.delete(messageId))),
      remove: (letters) => step(() => letters.filter(({ messageId }) => dead.delete(messageId))),
      send: (letters) =>
        step(() => {
          live.push(...letters.map(({ content }) => content.body));
          return [...letters];
        }),
    },
    failures: () => Promise.resolve(new Map()),
    journalled: () => Promise.resolve(new Set()),
    signal: new AbortController().signal,
  };
  return { dead, hidden, live, ports, calls: () => calls };
}

function letter(messageId: string): DeadLetter {
  return { messageId, receipt: messageId, body: `{"id":"${messageId}"}`, attributes: {}, sentAt: 0, isMoved: true };
}

const ids = ["a", "b", "c", "d", "e", "f"];
const chosen = new Set(["a", "c", "d", "f"]);
const bodyOf = (id: string): string => letter(id).body;

describe("a selective move", () => {
  it("moves what was chosen, and shows the others again", async () => {
    const world = queues(ids);
    expect(await redriveChosen("orders", chosen, world.ports)).toEqual({ done: 4, twice: 0, left: 0 });
    expect(world.live).toEqual([...chosen].map(bodyOf));
    expect([...world.dead.keys()]).toEqual(["b", "e"]);
    expect(world.hidden.has("b") || world.hidden.has("e")).toBe(false);
  });

  it.each(["before", "after"] as const)(
    "killed %s the effect of any step has no message in neither queue",
    async (when) => {
      const whole = queues(ids);
      await redriveChosen("orders", chosen, whole.ports);
      const steps = whole.calls();
      for (let at = 1; at <= steps; at += 1) {
        const world = queues(ids, at, when);
        const ending = redriveChosen("orders", chosen, world.ports).catch((error: unknown) => error);
        // What is not shown again shows itself: failing at the last step fails nothing.
        expect(at === steps || (await ending) instanceof Killed).toBe(true);
        await ending;
        const lost = ids.filter((id) => !world.dead.has(id) && !world.live.includes(bodyOf(id)));
        expect({ at, lost }).toEqual({ at, lost: [] });
        const foreign = world.live.filter((body) => ![...chosen].map(bodyOf).includes(body));
        expect({ at, foreign }).toEqual({ at, foreign: [] });

        // When SQS shows again what the killed command hid, the rest is moved.
        const again = queues([...world.dead.keys()]);
        const left = new Set([...chosen].filter((id) => world.dead.has(id)));
        await redriveChosen("orders", left, again.ports);
        expect([...again.dead.keys()]).toEqual(["b", "e"]);
        expect(new Set([...world.live, ...again.live])).toEqual(new Set([...chosen].map(bodyOf)));
      }
    },
  );

  it("does not remove what SQS did not confirm to have taken", async () => {
    const world = queues(ids);
    const refusing = { ...world.ports.queue, send: () => Promise.resolve([]) };
    const outcome = await redriveChosen("orders", chosen, { ...world.ports, queue: refusing });
    expect(outcome).toEqual({ done: 0, twice: 0, left: 4 });
    expect([...world.dead.keys()]).toEqual(ids);
  });

  it("stops at Ctrl-C between two batches and says how far it came", async () => {
    const world = queues(ids);
    const interruption = new AbortController();
    const ports = { ...world.ports, signal: interruption.signal, onProgress: () => interruption.abort() };
    await expect(redriveChosen("orders", chosen, ports)).rejects.toThrow(
      "1 of 4 are done, the others are as they were",
    );
    expect(world.hidden.has("b")).toBe(false);
  });
});

it("a purge takes what was counted and nothing that came later", async () => {
  const world = queues([...ids, "late"]);
  expect(await purgeChosen("orders", new Set(ids), world.ports)).toEqual({ done: 6, twice: 0, left: 0 });
  expect([...world.dead.keys()]).toEqual(["late"]);
});
