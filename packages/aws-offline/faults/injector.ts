import * as v from "valibot";
import { ActiveFault, type FaultCount, type FaultSet, type Injection } from "./active-fault.ts";
import type { AnyFault } from "./fault.ts";
import { seededRandom } from "./gate.ts";
import type { AwsFault, FaultPlan } from "./plan.ts";

interface Added {
  readonly count: FaultCount;
  readonly remove: () => void;
}

type Random = () => number;
type Kind = (fault: AnyFault, random: Random) => Added | undefined;

const usualSeed = 1;

/** Lets fault plans act on the offline run; without one all is as it would be without this. */
export class FaultInjector {
  readonly #kinds: Kind[] = [];
  readonly #holders: (() => number)[] = [];
  readonly #listeners: ((injection: Injection) => void)[] = [];
  readonly #counts = new Set<FaultCount>();
  #random = seededRandom(usualSeed);

  /** Makes a kind of fault known: those of a plan that have its shape are in `active` while they are at work. */
  track<F extends AnyFault>(schema: v.GenericSchema<unknown, F>, active: FaultSet<F>): void {
    this.#kinds.push((given, random) => {
      const parsed = v.safeParse(schema, given);
      if (!parsed.success) return undefined;
      const count = new ActiveFault(parsed.output, random, (injection) => this.#report(injection));
      active.add(count);
      return { count, remove: () => active.delete(count) };
    });
  }

  /** @param count the messages that a kind of fault keeps from their queues for now */
  addHolder(count: () => number): void {
    this.#holders.push(count);
  }

  /** Messages that a fault keeps from their queues for now. */
  get held(): number {
    return this.#holders.reduce((sum, count) => sum + count(), 0);
  }

  /** From the seed of the plan that was added last. */
  random(): number {
    return this.#random();
  }

  /**
   * Puts a plan to work beside those that are.
   * @returns its faults' counts, which go on, and a way to take it out
   * @throws Error for a fault of a kind that is not known here
   */
  add<F extends AnyFault = AwsFault>(
    plan: FaultPlan<F>,
  ): { readonly counts: readonly FaultCount[]; readonly remove: () => void } {
    const random = seededRandom(plan.seed ?? usualSeed);
    this.#random = random;
    const added = plan.faults.map((fault) => this.#add(fault, random));
    return {
      counts: added.map(({ count }) => count),
      remove(): void {
        for (const one of added) one.remove();
      },
    };
  }

  /** Of all plans that are at work, in their order. */
  counts(): FaultCount[] {
    return [...this.#counts];
  }

  onInjection(listener: (injection: Injection) => void): void {
    this.#listeners.push(listener);
  }

  #report(injection: Injection): void {
    for (const listener of this.#listeners) listener(injection);
  }

  #add(fault: AnyFault, random: Random): Added {
    for (const kind of this.#kinds) {
      const added = kind(fault, random);
      if (added === undefined) continue;
      const { count } = added;
      this.#counts.add(count);
      const remove = (): void => {
        added.remove();
        this.#counts.delete(count);
      };
      return { count, remove };
    }
    throw new Error(`unknown fault ${JSON.stringify(fault)}`);
  }
}
