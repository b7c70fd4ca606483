import { kept, type KeptRound } from "./own.ts";
import { runRound } from "./round.ts";
import type { Side } from "./side.ts";

export interface Compared {
  readonly offline: readonly KeptRound[];
  readonly ministack: readonly KeptRound[];
}

/** Pairs of rounds with the same traffic, of purchases about which no consumer asks Stripe. */
export async function compareSides(
  offline: Side,
  ministack: Side,
  { rounds, lanes }: { readonly rounds: number; readonly lanes: number },
): Promise<Compared> {
  const options = { cycles: 1, whole: false, lanes };
  // The first round starts the functions' environments.
  await runRound(offline, options);
  await runRound(ministack, options);
  const compared: { readonly [Name in keyof Compared]: KeptRound[] } = { offline: [], ministack: [] };
  for (let nth = 0; nth < rounds; nth += 1) {
    compared.offline.push(kept(await runRound(offline, options)));
    compared.ministack.push(kept(await runRound(ministack, options)));
  }
  return compared;
}
