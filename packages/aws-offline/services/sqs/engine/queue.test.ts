import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AwsError } from "../../../gateway/aws-error.ts";
import { defaultAttributes, settingsOf } from "./attributes.ts";
import { ManualClock } from "./manual-clock.ts";
import type { Message } from "./message.ts";
import { Queue } from "./queue.ts";
import { inFlightLimit } from "./refusals.ts";

const seconds = (count: number): number => count * 1000;
const content = (body: string) => ({ body, attributes: {}, senderId: "sender" });

interface Pair {
  clock: ManualClock;
  queue: Queue;
  dead: Queue;
}

function pair(attributes: Record<string, string> = {}, maxReceiveCount = 3): Pair {
  const clock = new ManualClock();
  const dead = new Queue("dead", "arn:aws:sqs:r:0:dead", clock, () => undefined);
  dead.configure(settingsOf({ ...defaultAttributes, MessageRetentionPeriod: "1209600" }));
  const queue = new Queue("queue", "arn:aws:sqs:r:0:queue", clock, (arn) => (arn === dead.arn ? dead : undefined));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount });
  queue.configure(settingsOf({ ...defaultAttributes, RedrivePolicy, ...attributes }));
  return { clock, queue, dead };
}

function take(queue: Queue, count = 10, visibilityTimeout?: number): Message[] {
  const received = queue.receive({ count, visibilityTimeout, wait: 0, byPoller: false }, undefined);
  if (Array.isArray(received)) return received;
  throw new Error("a receive that does not wait waited");
}

function poll(queue: Queue, wait = seconds(20), signal?: AbortSignal): Promise<Message[]> {
  return Promise.resolve(queue.receive({ count: 1, wait, byPoller: false }, signal));
}

const handleOf = (message: Message | undefined): string => String(message?.handle);
const bodiesOf = (messages: readonly Message[]): string[] => messages.map(({ body }) => body);

/** Of the error that a call throws, if it does. */
function codeOf(call: () => void): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error instanceof AwsError ? error.code : error;
  }
}

/** What a queue should do, said as simply as possible: a list, looked through each time. */
class Model {
  now = 0;
  readonly dead: string[] = [];
  readonly handles = new Map<string, number>();
  all: { body: string; sentAt: number; visibleAt: number; order: number; receives: number; handle: number }[] = [];
  #order = 0;

  send(body: string, delay: number): void {
    const visibleAt = this.now + delay;
    this.all.push({ body, sentAt: this.now, visibleAt, order: this.#order, receives: 0, handle: -1 });
    this.#order += 1;
  }

  #expire(): void {
    this.all = this.all.filter(({ sentAt }) => sentAt + seconds(60) > this.now);
  }

  take(count: number, timeout: number): string[] {
    this.#expire();
    const received: string[] = [];
    // Those that were seen again first come first.
    for (const one of this.all.toSorted((a, b) => a.visibleAt - b.visibleAt || a.order - b.order)) {
      if (one.visibleAt > this.now || received.length === count) continue;
      if (one.receives >= 3) {
        this.dead.push(one.body);
        this.all = this.all.filter((other) => other !== one);
        continue;
      }
      one.receives += 1;
      one.visibleAt = this.now + timeout;
      received.push(one.body);
    }
    return received.toSorted();
  }

  delete(body: string): void {
    this.all = this.all.filter((one) => one.body !== body);
  }

  /** @returns the error's code */
  hide(body: string, timeout: number): string | undefined {
    this.#expire();
    const one = this.all.find((other) => other.body === body);
    if (one === undefined) return "InvalidParameterValue";
    if (one.visibleAt <= this.now) return "MessageNotInflight";
    one.visibleAt = this.now + timeout;
    return undefined;
  }

  counts(): { visible: number; hidden: number } {
    this.#expire();
    const visible = this.all.filter(({ visibleAt }) => visibleAt <= this.now).length;
    return { visible, hidden: this.all.length - visible };
  }
}

type Step =
  | { kind: "send"; delay: number }
  | { kind: "take"; count: number; timeout: number }
  | { kind: "delete"; nth: number }
  | { kind: "hide"; nth: number; timeout: number }
  | { kind: "pass"; time: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("send" as const), delay: fc.constantFrom(0, 0, 0, 3, 7) }),
  // All that is visible is taken, so that the order among those seen again at once does not matter.
  fc.record({ kind: fc.constant("take" as const), count: fc.constant(10_000), timeout: fc.constantFrom(1, 5, 11) }),
  fc.record({ kind: fc.constant("delete" as const), nth: fc.nat(50) }),
  fc.record({ kind: fc.constant("hide" as const), nth: fc.nat(50), timeout: fc.constantFrom(0, 2, 9) }),
  fc.record({ kind: fc.constant("pass" as const), time: fc.constantFrom(1, 2, 5, 13) }),
);

describe("any sequence of calls", () => {
  it("has the outcome that a list looked through each time has", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { clock, queue, dead } = pair({ MessageRetentionPeriod: "60" });
        const model = new Model();
        const received: Message[] = [];
        const [seen, wanted]: [unknown[], unknown[]] = [[], []];
        for (const [index, one] of steps.entries()) {
          const chosen = "nth" in one ? received[one.nth % received.length] : undefined;
          if (one.kind === "send") {
            queue.send(content(String(index)), seconds(one.delay));
            model.send(String(index), seconds(one.delay));
          } else if (one.kind === "take") {
            const batch = take(queue, one.count, seconds(one.timeout));
            received.push(...batch);
            seen.push(bodiesOf(batch).toSorted());
            wanted.push(model.take(one.count, seconds(one.timeout)));
          } else if (one.kind === "pass") {
            await clock.pass(seconds(one.time));
            model.now += seconds(one.time);
          } else if (chosen?.handle !== undefined) {
            if (one.kind === "delete") {
              queue.delete(chosen.handle);
              model.delete(chosen.body);
            } else {
              seen.push(codeOf(() => queue.changeVisibility(handleOf(chosen), one.timeout)));
              wanted.push(model.hide(chosen.body, seconds(one.timeout)));
            }
          }
          const { visible, inFlight, delayed } = queue.stats();
          seen.push({ visible, hidden: inFlight + delayed }, bodiesOf(dead.peek()).toSorted());
          wanted.push(model.counts(), model.dead.toSorted());
        }
        expect(seen).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a receiver that waits", () => {
  it("is served in its turn, one message each", async () => {
    const { queue } = pair();
    const waiting = [poll(queue), poll(queue), poll(queue)];
    for (const body of ["a", "b", "c"]) queue.send(content(body));
    expect((await Promise.all(waiting)).map(bodiesOf)).toEqual([["a"], ["b"], ["c"]]);
  });

  it("leaves its turn to the next when it has gone", async () => {
    const { queue, clock } = pair();
    const gone = new AbortController();
    const [first, second] = [poll(queue, seconds(20), gone.signal), poll(queue)];
    gone.abort();
    queue.send(content("a"));
    expect([await first, bodiesOf(await second)]).toEqual([[], ["a"]]);
    expect(clock.pending).toBe(0);
  });

  it("gets a message at the moment at which its timeout, or its delay, is over", async () => {
    const { queue, clock } = pair();
    queue.send(content("late"), seconds(5));
    queue.send(content("again"));
    take(queue, 1, seconds(8));
    const waiting = [poll(queue), poll(queue)];
    await clock.pass(seconds(5));
    expect(bodiesOf((await waiting[0]) ?? [])).toEqual(["late"]);
    await clock.pass(seconds(3));
    expect(bodiesOf((await waiting[1]) ?? [])).toEqual(["again"]);
  });

  it("gets nothing when its time is over, and leaves no timer", async () => {
    const { queue, clock } = pair();
    const waiting = poll(queue);
    await clock.pass(seconds(20));
    expect(await waiting).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("gets what a queue gives up, when it waits at the dead-letter queue", async () => {
    const { queue, dead, clock } = pair({}, 1);
    queue.send(content("poison"));
    take(queue);
    const waiting = poll(dead, seconds(600));
    await clock.pass(seconds(30));
    expect(take(queue)).toEqual([]);
    expect(bodiesOf(await waiting)).toEqual(["poison"]);
  });
});

describe("a receipt handle", () => {
  it("deletes nothing when there is a newer one", async () => {
    const { queue, clock } = pair();
    queue.send(content("a"));
    const old = handleOf(take(queue)[0]);
    await clock.pass(seconds(30));
    take(queue);
    queue.delete(old);
    expect(queue.stats().inFlight).toBe(1);
    expect(() => queue.changeVisibility(old, 5)).toThrow(/Reason: Message does not exist/u);
  });

  it("still deletes when its timeout is over and nobody else received the message", async () => {
    const { queue, clock } = pair();
    queue.send(content("a"));
    const handle = handleOf(take(queue)[0]);
    await clock.pass(seconds(30));
    expect(() => queue.changeVisibility(handle, 5)).toThrow("not in flight");
    queue.delete(handle);
    expect(queue.stats()).toMatchObject({ visible: 0, inFlight: 0 });
    expect(take(queue)).toEqual([]);
    queue.delete(handle);
  });

  it("is refused when it is none, or another queue's", () => {
    const { queue, dead } = pair();
    dead.send(content("a"));
    const foreign = handleOf(take(dead)[0]);
    for (const handle of ["nonsense", foreign]) {
      expect(() => queue.delete(handle)).toThrow(
        expect.objectContaining({ code: "ReceiptHandleIsInvalid", status: 404 }),
      );
    }
  });

  it("hides its message for twelve hours after the receive at most", async () => {
    const { queue, clock } = pair();
    queue.send(content("a"));
    const handle = handleOf(take(queue, 1, seconds(43_200))[0]);
    await clock.pass(seconds(200));
    queue.changeVisibility(handle, 43_000);
    expect(() => queue.changeVisibility(handle, 43_001)).toThrow("beyond the limit [43200 seconds]");
  });
});

describe("a queue", () => {
  it("keeps the time of sending and the id of what it gives up, and counts its receives on", async () => {
    const { queue, dead, clock } = pair({}, 1);
    const sent = queue.send(content("a"));
    const { sentAt, id } = sent;
    take(queue);
    await clock.pass(seconds(31));
    take(queue);
    const [message] = take(dead);
    expect(message).toMatchObject({ sentAt, id, deadLetterSourceArn: queue.arn, receives: 1, receivesElsewhere: 1 });
  });

  it("forgets what is older than it keeps messages, in flight or not, and keeps it longer when asked to in time", async () => {
    const { queue, clock } = pair({ MessageRetentionPeriod: "60" });
    for (const body of ["a", "b"]) queue.send(content(body));
    take(queue, 1, seconds(600));
    await clock.pass(seconds(59));
    expect(queue.stats()).toMatchObject({ visible: 1, inFlight: 1, oldestSeconds: 59 });
    queue.configure(settingsOf({ ...defaultAttributes, MessageRetentionPeriod: "120" }));
    await clock.pass(seconds(60));
    expect(queue.stats()).toMatchObject({ visible: 1, inFlight: 1 });
    await clock.pass(seconds(1));
    expect(queue.stats()).toMatchObject({ visible: 0, inFlight: 0, oldestSeconds: 0 });
  });

  it("lets no more than 120,000 be in flight: a short poll is refused, a long one waits", async () => {
    const { queue } = pair();
    for (let sent = 0; sent <= inFlightLimit; sent += 1) queue.send(content("x"));
    const [first] = take(queue, inFlightLimit);
    expect(() => take(queue)).toThrow(expect.objectContaining({ code: "OverLimit", status: 403 }));
    const waiting = poll(queue);
    queue.delete(handleOf(first));
    expect(bodiesOf(await waiting)).toEqual(["x"]);
    queue.close();
  });

  it("shows a message received with a timeout of 0 to the next who waits", async () => {
    const { queue, clock } = pair();
    const [first, second] = [
      Promise.resolve(queue.receive({ count: 1, visibilityTimeout: 0, wait: seconds(20), byPoller: false }, undefined)),
      poll(queue),
    ];
    queue.send(content("a"));
    await clock.pass(1);
    expect([bodiesOf(await first), bodiesOf(await second)]).toEqual([["a"], ["a"]]);
  });
});
