import { retryable } from "../../../domain/failure.ts";
import { decide } from "../../../domain/stock/decide.ts";
import type { Step } from "../../../domain/stock/step.ts";
import type { StockDemand } from "../../../domain/stock/demand.ts";
import type { StockFacts } from "../../../domain/stock/facts.ts";
import { withDueAlert } from "../../../domain/stock/notices.ts";
import type { InventoryPorts } from "./ports.ts";
import { publishNotices } from "./publish-notices.ts";
import type { BackorderCause, Handling, NoticeKind, Reservation } from "../../../domain/stock/reservation.ts";

/** How many steps and tries a record gets when others write the same rows, and the longest pause (ms) between them. */
const mostTries = 50;
const longestPause = 200;

export interface Applied {
  readonly effects: readonly Step["effect"][];
  readonly published: readonly NoticeKind[];
  /** Of a purchase that came to be a backorder. */
  readonly backorderCause?: BackorderCause;
}

export interface ApplyOptions {
  readonly restockOnRefund: boolean;
  readonly handling: Handling;
}

/**
 * Joins facts into an order's reservation, moves the stock and publishes the notices that become due. Safe to repeat
 * and to run concurrently: a repetition finds everything done.
 *
 * @throws ProcessingError `contended` (retry), those of {@link publishNotices}, and whatever the ports throw.
 */
export async function applyFacts(
  orderId: string,
  newFacts: StockFacts,
  ports: InventoryPorts,
  options: ApplyOptions,
): Promise<Applied> {
  const { reservation, effects } = await settle(orderId, newFacts, ports, options);
  const published = reservation === undefined ? [] : await publishNotices(reservation, ports, options.handling);
  const cause = effects.includes("backorder") ? reservation?.cause : undefined;
  return {
    effects,
    published,
    ...(cause === undefined ? {} : { backorderCause: cause }),
  };
}

async function settle(
  orderId: string,
  newFacts: StockFacts,
  ports: InventoryPorts,
  options: ApplyOptions,
): Promise<{ reservation: Reservation | undefined; effects: Step["effect"][] }> {
  const effects: Step["effect"][] = [];
  let demand: StockDemand | undefined;
  let short: readonly string[] | undefined;
  let current = await ports.store.read(orderId);
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const step = decide(current, orderId, newFacts, demand, { ...options, ...(short === undefined ? {} : { short }) });
    if (step === undefined) return { reservation: current, effects };
    if (step === "demand-needed") {
      demand = await ports.demand();
      continue;
    }
    const next = withDueAlert(step.next, current, options.handling);
    const result = await ports.store.write(next, step.moves);
    if (result.outcome === "written") {
      effects.push(step.effect);
      current = next;
      continue;
    }
    if (result.outcome === "short") {
      short = shortOf(step, result.skus);
      continue;
    }
    await ports.wait(Math.min(longestPause, 10 * 2 ** tries) * ports.random());
    current = await ports.store.read(orderId);
    short = undefined;
  }
  throw retryable("contended", "other writes to the same reservation or stock kept coming between");
}

function shortOf(step: Step, skus: readonly string[]): readonly string[] {
  if (step.moves.some(({ units }) => units < 0)) {
    // Somebody changed a stock row by hand below what is reserved.
    throw retryable("unexpected", `the stock rows no longer hold what is reserved of ${skus.join(", ")}`);
  }
  return skus;
}
