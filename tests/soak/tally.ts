import { describeFault } from "../../packages/aws-offline/faults/active-fault.ts";
import type { FaultCount } from "../../packages/aws-offline/faults/active-fault.ts";
import type { Problem } from "../../loadtest/verify/problem.ts";

const mebi = 2 ** 20;

/** What a soak run counts. */
export class Tally {
  readonly startedAt = Date.now();
  rounds = 0;
  purchases = 0;
  /** Different events. */
  events = 0;
  /** Requests that the webhook accepted; above `events` they are duplicates. */
  accepted = 0;
  /** The warehouse's messages, the repeated ones too. */
  reports = 0;
  /** Requests that it did not accept, and that were sent again. */
  refused = 0;
  redriven = 0;
  leftToPerson = 0;
  readonly problems: Problem[] = [];
  readonly #faults = new Map<string, number>();
  readonly #memory: number[] = [];

  countFaults(counts: readonly FaultCount[]): void {
    for (const { fault, injected } of counts) {
      const { at, ...rest } = fault;
      const kind = describeFault(fault).split(" ", 2).join(" ");
      const of = at === "call" && "service" in rest && typeof rest.service === "string" ? ` of ${rest.service}` : "";
      this.#faults.set(`${kind}${of}`, (this.#faults.get(`${kind}${of}`) ?? 0) + injected);
    }
  }

  /** Of the process with all its threads. */
  sampleMemory(): void {
    this.#memory.push(Math.round(process.memoryUsage().rss / mebi));
  }

  get faultsInjected(): number {
    return [...this.#faults.values()].reduce((sum, count) => sum + count, 0);
  }

  numberOf(kind: Problem["kind"]): number {
    return this.problems.filter((problem) => problem.kind === kind).length;
  }

  /** One line while the run goes on. */
  progress(): string {
    const { rounds, purchases, accepted, faultsInjected } = this;
    const minutes = ((Date.now() - this.startedAt) / 60_000).toFixed(1);
    const memory = `${String(this.#memory.at(-1) ?? 0)} MB`;
    return `${minutes} min: round ${String(rounds)}, ${String(purchases)} purchases, ${String(accepted)} accepted, ${String(faultsInjected)} faults, ${String(this.problems.length)} problems, ${memory}`;
  }

  report(seed: string): string {
    const seconds = (Date.now() - this.startedAt) / 1000;
    const faults = [...this.#faults]
      .filter(([, count]) => count > 0)
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    const lines: [string, string | number][] = [
      ["seed", seed],
      ["minutes", (seconds / 60).toFixed(1)],
      ["rounds", this.rounds],
      ["purchases", this.purchases],
      ["events", this.events],
      ["duplicates", this.accepted - this.events],
      ["accepted a second", (this.accepted / seconds).toFixed(1)],
      ["sent again by Stripe", this.refused],
      ["warehouse messages", this.reports],
      ["faults injected", this.faultsInjected],
      ...faults.map(([kind, count]): [string, number] => [`  ${kind}`, count]),
      ["dead letters redriven", this.redriven],
      ["mails left to a person", this.leftToPerson],
      ["losses", this.numberOf("loss")],
      ["double effects", this.numberOf("double")],
      ["wrong outcomes", this.numberOf("wrong")],
      [
        "memory MB",
        `first round ${String(this.#memory[0] ?? 0)}, last ${String(this.#memory.at(-1) ?? 0)}, most ${String(Math.max(0, ...this.#memory))}`,
      ],
    ];
    return lines.map(([name, value]) => `${name.padEnd(34)} ${String(value)}`).join("\n");
  }
}
