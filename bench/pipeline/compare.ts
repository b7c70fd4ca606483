import { kept, type KeptRound } from "./own.ts";
import { runRound } from "./round.ts";
import type { Side } from "./side.ts";

interface Sides {
  readonly offline: readonly KeptRound[];
  readonly ministack: readonly KeptRound[];
}

export interface Compared {
  /** All at work. */
  readonly working: Sides;
  /** From the API into the queues: the consumers begin when all is accepted. */
  readonly queued: Sides;
}

const warmUp = 2;

/** Pairs of rounds with the same traffic, of purchases about which no consumer asks Stripe. */
export async function compareSides(
  offline: Side,
  ministack: Side,
  { rounds, lanes }: { readonly rounds: number; readonly lanes: number },
): Promise<Compared> {
  const options = { cycles: 2, whole: false, lanes };
  // The first round starts the functions' environments, and V8 compiles in the next.
  for (let nth = 0; nth < warmUp; nth += 1) {
    await runRound(offline, options);
    await runRound(ministack, options);
  }
  const pairs = async (consumersAfter: boolean): Promise<Sides> => {
    const compared: { readonly [Name in keyof Sides]: KeptRound[] } = { offline: [], ministack: [] };
    for (let nth = 0; nth < rounds; nth += 1) {
      compared.offline.push(kept(await runRound(offline, { ...options, consumersAfter })));
      compared.ministack.push(kept(await runRound(ministack, { ...options, consumersAfter })));
    }
    return compared;
  };
  return { working: await pairs(false), queued: await pairs(true) };
}
