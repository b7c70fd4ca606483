import type { Figure } from "../support/results.ts";
import { median, pairedRatio } from "../support/statistics.ts";
import type { Compared } from "./compare.ts";
import type { KeptRound, Own } from "./own.ts";

export function ownFigures({ rounds, paced, usage }: Own): Figure[] {
  const { p50 = Number.NaN, p99 = Number.NaN } = paced.toOrder ?? {};
  const events = sum(rounds.map((round) => round.events));
  const [first, last] = [usage[0], usage.at(-1)];
  const cpu = (last?.cpuSeconds ?? Number.NaN) - (first?.cpuSeconds ?? Number.NaN);
  const grown =
    first === undefined || last === undefined ? Number.NaN : last.heap + last.external - first.heap - first.external;
  return [
    {
      name: "Events delivered, everything on",
      value: median(rounds.map((round) => round.eventsPerSecond)),
      unit: "events/s",
    },
    { name: "CPU of an event, all threads", value: (1000 * cpu) / events, unit: "ms" },
    ...functionFigures(rounds, usage),
    { name: "Event to order at half that rate, p50", value: p50, unit: "ms" },
    { name: "Event to order at half that rate, p99", value: p99, unit: "ms" },
    { name: "Memory kept of an event", value: (grown * 1024) / events, unit: "KiB" },
    { name: "Resident memory at the end", value: last?.rss ?? Number.NaN, unit: "MiB" },
  ];
}

/** The median of the rounds: V8 compiles less and less of what it runs. */
function functionFigures(rounds: Own["rounds"], usage: Own["usage"]): Figure[] {
  const spent = (names: readonly string[]): number =>
    median(
      rounds.map(({ events }, nth) => {
        const seconds = (at: number): number => sum(names.map((name) => usage[at]?.functions[name] ?? 0));
        return (1000 * (seconds(nth + 1) - seconds(nth))) / events;
      }),
    );
  const names = Object.keys(usage.at(-1)?.functions ?? {}).toSorted();
  return [
    { name: "CPU of an event, the functions together", value: spent(names), unit: "ms", atMost: 6 },
    ...names.map((name) => ({ name: `CPU of an event, ${name}`, value: spent([name]), unit: "ms" })),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function comparedFigures({ working, queued }: Compared): Figure[] {
  const delivered = ({ eventsPerSecond }: KeptRound): number => eventsPerSecond;
  const accepted = ({ acceptedPerSecond }: KeptRound): number => acceptedPerSecond;
  return [
    ...beside("delivered", working, delivered, { atLeast: 3.5 }),
    ...beside("accepted meanwhile", working, accepted),
    ...beside("into the queues, no consumer at work", queued, accepted),
  ];
}

function beside(
  what: string,
  { offline, ministack }: Compared["working"],
  rate: (round: KeptRound) => number,
  goal: Pick<Figure, "atLeast"> = {},
): Figure[] {
  const [own, other] = [offline.map(rate), ministack.map(rate)];
  return [
    { name: `Archive off, ${what}`, value: median(own), unit: "events/s" },
    { name: `ministack, ${what}`, value: median(other), unit: "events/s" },
    { name: `Against ministack, ${what}`, value: pairedRatio(own, other), unit: "times", ...goal },
  ];
}
