import { type Distribution, distributionOf } from "../../loadtest/verify/percentiles.ts";
import { median } from "../support/statistics.ts";
import type { OfflineSide, Usage } from "./offline-side.ts";
import { type Round, runRound } from "./round.ts";

/** A round as it is kept: its times as percentiles. */
export interface KeptRound extends Omit<Round, "toOrder"> {
  readonly toOrder: Distribution | undefined;
}

export interface Own {
  readonly rounds: readonly KeptRound[];
  /** At half the rate that the rounds came to: without a queue, that is. */
  readonly paced: KeptRound;
  /** After the first round, which starts the functions' environments, and after each other one. */
  readonly usage: readonly Usage[];
}

/** The whole mix with everything on. */
export async function measureOwn(
  side: OfflineSide,
  { cycles, rounds: count, lanes }: { readonly cycles: number; readonly rounds: number; readonly lanes: number },
): Promise<Own> {
  await runRound(side, { cycles: 1, whole: true, lanes });
  const usage = [await side.usage()];
  const rounds: KeptRound[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    rounds.push(kept(await runRound(side, { cycles, whole: true, lanes })));
    usage.push(await side.usage());
  }
  const eventsPerSecond = median(rounds.map((round) => round.eventsPerSecond)) / 2;
  const paced = kept(await runRound(side, { cycles, whole: true, lanes, eventsPerSecond }));
  return { rounds, paced, usage };
}

export function kept({ toOrder, ...round }: Round): KeptRound {
  return { ...round, toOrder: distributionOf(toOrder) };
}
