import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import type { ActiveFault } from "../../faults/active-fault.ts";
import { frequency, natural, text } from "../../faults/fault.ts";
import type { Sqs } from "./sqs.ts";

const anyDelivery = {
  at: v.literal("delivery"),
  /** A part of the queue's name. */
  queue: v.exactOptional(text),
  /** A part of the message's body. */
  containing: v.exactOptional(text),
  ...frequency,
};

/** What SNS and EventBridge put into queues. */
export const deliveryFault = v.variant("arrives", [
  v.strictObject({
    ...anyDelivery,
    arrives: v.literal("repeated"),
    copies: v.exactOptional(v.pipe(natural, v.minValue(2))),
  }),
  /** `seconds` by the run's clock. */
  v.strictObject({ ...anyDelivery, arrives: v.literal("late"), seconds: v.pipe(v.number(), v.minValue(0)) }),
  /** Held until that many are there (default 10) or none has come for a second, then let go in an order by the seed. */
  v.strictObject({
    ...anyDelivery,
    arrives: v.literal("shuffled"),
    among: v.exactOptional(v.pipe(natural, v.minValue(2))),
  }),
]);
export type DeliveryFault = v.InferOutput<typeof deliveryFault>;

type Delivery = Parameters<Sqs["deliver"]>[0][number];

const usualCopies = 2;
const usualAmong = 10;
/** By the run's clock: what is held for company goes on alone when none has come. */
const companyMilliseconds = 1000;

/** Repeats, holds back and reorders what SNS and EventBridge put into queues. */
export class DeliveryFaults {
  readonly #faults: Iterable<ActiveFault<DeliveryFault>>;
  readonly #sqs: Pick<Sqs, "deliver">;
  readonly #clock: Clock;
  readonly #random: () => number;
  /** Let go after they were held: they pass. */
  readonly #released = new WeakSet<Delivery>();
  readonly #waiting = new Map<ActiveFault<DeliveryFault>, { held: Delivery[]; timer: AbortController }>();
  readonly #closed = new AbortController();
  #held = 0;

  constructor(
    faults: Iterable<ActiveFault<DeliveryFault>>,
    { sqs, clock, random }: { sqs: Pick<Sqs, "deliver">; clock: Clock; random: () => number },
  ) {
    this.#faults = faults;
    this.#sqs = sqs;
    this.#clock = clock;
    this.#random = random;
  }

  /** Messages that are on their way and in no queue. */
  get held(): number {
    return this.#held;
  }

  readonly change = (deliveries: Delivery[]): Delivery[] =>
    deliveries.flatMap((delivery) => (this.#released.has(delivery) ? [delivery] : this.#changed(delivery)));

  /** What is still held is lost. */
  close(): void {
    this.#closed.abort();
  }

  #changed(delivery: Delivery): Delivery[] {
    for (const active of this.#faults) {
      const { fault } = active;
      if (!matches(fault, delivery) || !active.strikes(() => `delivery to ${queueOf(delivery)}`)) continue;
      if (fault.arrives === "repeated") {
        return Array.from({ length: fault.copies ?? usualCopies }, () => delivery);
      }
      this.#held += 1;
      if (fault.arrives === "late") this.#releaseAfter(fault.seconds * 1000, () => [delivery], this.#closed.signal);
      else this.#gather(active, fault.among ?? usualAmong, delivery);
      return [];
    }
    return [delivery];
  }

  /** Waits for company; each that comes restarts the wait. */
  #gather(active: ActiveFault<DeliveryFault>, among: number, delivery: Delivery): void {
    const before = this.#waiting.get(active);
    before?.timer.abort();
    const held = [...(before?.held ?? []), delivery];
    if (held.length >= among) {
      this.#waiting.delete(active);
      void this.#release(this.#shuffled(held));
      return;
    }
    const timer = new AbortController();
    this.#waiting.set(active, { held, timer });
    this.#releaseAfter(
      companyMilliseconds,
      () => {
        this.#waiting.delete(active);
        return this.#shuffled(held);
      },
      AbortSignal.any([timer.signal, this.#closed.signal]),
    );
  }

  #releaseAfter(milliseconds: number, take: () => Delivery[], signal: AbortSignal): void {
    // Aborted: others came, or the run ends.
    void this.#clock.wait(milliseconds, signal).then(
      () => this.#release(take()),
      () => undefined,
    );
  }

  async #release(deliveries: readonly Delivery[]): Promise<void> {
    for (const delivery of deliveries) this.#released.add(delivery);
    // One by one: a queue hands out in the order in which it was given.
    for (const delivery of deliveries) await this.#sqs.deliver([delivery]);
    this.#held -= deliveries.length;
  }

  #shuffled(deliveries: readonly Delivery[]): Delivery[] {
    const shuffled = [...deliveries];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = Math.floor(this.#random() * (last + 1));
      const [a, b] = [shuffled[last], shuffled[other]];
      if (a === undefined || b === undefined) continue;
      shuffled[last] = b;
      shuffled[other] = a;
    }
    return shuffled;
  }
}

function matches({ queue, containing }: DeliveryFault, delivery: Delivery): boolean {
  return queueOf(delivery).includes(queue ?? "") && delivery.body.includes(containing ?? "");
}

function queueOf({ queueArn }: Delivery): string {
  return queueArn.split(":").at(-1) ?? queueArn;
}
