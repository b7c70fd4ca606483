import type { StockUnits } from "../../domain/stock/row.ts";
import type { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { readCopies } from "../../loadtest/run/archive.ts";
import { readStock } from "../../loadtest/run/prepare.ts";
import type { Problem } from "../../loadtest/verify/problem.ts";
import type { Outcome } from "../../loadtest/verify/outcome.ts";
import { readMails } from "../../loadtest/verify/read-mails.ts";
import { readTables } from "../../loadtest/verify/read-outcome.ts";
import { stockProblems } from "../../loadtest/verify/stock.ts";
import { addVerdict, emptyVerdict } from "../../loadtest/verify/verify.ts";
import type { Target } from "../../ops/target.ts";

export interface SentTraffic {
  readonly traffic: Traffic;
  /** All of them were sent whole, each event accepted once. */
  readonly purchases: number;
  /** Epoch milliseconds, by event id. */
  readonly sentAt: ReadonlyMap<string, number>;
  /** Responses other than 200, by event id. */
  readonly refused: ReadonlyMap<string, number>;
  readonly stockBefore: ReadonlyMap<string, StockUnits>;
  readonly startedAt: number;
  readonly archives: boolean;
}

export interface Delivery {
  readonly problems: readonly Problem[];
  /** Milliseconds from the sending of an event to the moment at which its order knew of it. */
  readonly toOrder: readonly number[];
}

/** Judges every purchase as a load test does: order, e-mails, reservation, units of stock and, where it is on, archive. */
export async function verifyDelivery(target: Target, sent: SentTraffic): Promise<Delivery> {
  const { traffic, purchases, sentAt, refused, stockBefore } = sent;
  const scenarios = Array.from({ length: purchases }, (_, purchase) => traffic.scenario(purchase));
  const tables = await readTables(target, scenarios);
  const evidence = {
    // The journal, which the archive's branch writes, is not asked: the sender knows when he sent.
    tables: { ...tables, received: sentAt },
    mails: target.offline === undefined ? undefined : await readMails(target.offline.awsEndpoint),
    archive: sent.archives ? await archived(target, sent) : undefined,
  };
  const verdict = emptyVerdict();
  const accepted = new Map([...sentAt.keys()].map((id) => [id, 1]));
  addVerdict(verdict, scenarios, evidence, accepted, { faults: false, uncertain: refused });
  const moved = stockProblems(stockBefore, await readStock(target), verdict.units);
  return { problems: [...verdict.problems, ...moved], toOrder: verdict.toOrder };
}

function archived(target: Target, { sentAt, startedAt }: SentTraffic): Promise<NonNullable<Outcome["archive"]>> {
  const ends = { signal: new AbortController().signal, onProgress: (): void => undefined };
  return readCopies(target, startedAt, (id) => sentAt.has(id), sentAt.size, ends);
}
