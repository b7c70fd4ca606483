import type { Figure } from "../support/results.ts";
import { median, pairedRatio } from "../support/statistics.ts";
import type { Compared } from "./compare.ts";
import type { Own } from "./own.ts";

export function ownFigures({ rounds, paced, usage }: Own): Figure[] {
  const { p50 = Number.NaN, p99 = Number.NaN } = paced.toOrder ?? {};
  const events = rounds.reduce((sum, round) => sum + round.events, 0);
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
    { name: "Event to order at half that rate, p50", value: p50, unit: "ms" },
    { name: "Event to order at half that rate, p99", value: p99, unit: "ms" },
    { name: "Memory kept of an event", value: (grown * 1024) / events, unit: "KiB" },
    { name: "Resident memory at the end", value: last?.rss ?? Number.NaN, unit: "MiB" },
  ];
}

export function comparedFigures({ offline, ministack }: Compared): Figure[] {
  const delivered = (rounds: Compared["offline"]): number[] => rounds.map((round) => round.eventsPerSecond);
  const accepted = (rounds: Compared["offline"]): number[] => rounds.map((round) => round.acceptedPerSecond);
  return [
    { name: "Events delivered, archive off", value: median(delivered(offline)), unit: "events/s" },
    { name: "Events delivered by ministack", value: median(delivered(ministack)), unit: "events/s" },
    {
      name: "Delivered against ministack",
      value: pairedRatio(delivered(offline), delivered(ministack)),
      unit: "times",
      atLeast: 5,
    },
    { name: "Events accepted, archive off", value: median(accepted(offline)), unit: "events/s" },
    { name: "Events accepted by ministack", value: median(accepted(ministack)), unit: "events/s" },
    { name: "Accepted against ministack", value: pairedRatio(accepted(offline), accepted(ministack)), unit: "times" },
  ];
}
