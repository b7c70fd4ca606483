import { setTimeout as delay } from "node:timers/promises";
import type { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { thinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import { placeOf, stampLength } from "../../packages/stripe-offline/traffic/layout.ts";
import type { Context } from "../../ops/context.ts";
import { archiveDelay } from "../../ops/core/replay/window.ts";
import { reportIdPrefix } from "../../domain/parcel/message.ts";
import { reportedEvents } from "../../packages/stripe-offline/scenarios/report.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { forgedRun } from "../shared/profiles.ts";
import type { Attempts } from "../verify/attempts.ts";
import type { Outcome } from "../verify/outcome.ts";
import { readMails } from "../verify/read-mails.ts";
import { readTables } from "../verify/read-outcome.ts";
import type { StockUnits } from "../../domain/stock/row.ts";
import { stockProblems } from "../verify/stock.ts";
import { addVerdict, emptyVerdict, type Verdict } from "../verify/verify.ts";
import { readCopies } from "./archive.ts";
import { readStock } from "./prepare.ts";

/** Purchases whose rows are held in memory at once. */
const chunk = 1_000;

export interface Judged extends Verdict {
  readonly expected: { orders: number; mails: number; moves: number; reports: number; archived: number };
  readonly evidence: { readonly mails: string; readonly archive: string };
}

export interface RunFacts {
  readonly traffic: Traffic;
  readonly scenarioOf: (purchase: number) => Scenario;
  readonly purchases: readonly number[];
  /** Messages of the warehouse's that were sent. */
  readonly reports: number;
  readonly attempts: Attempts;
  readonly stockBefore: ReadonlyMap<string, StockUnits>;
  /** Epoch milliseconds before the first event. */
  readonly startedAt: number;
  readonly readArchive: boolean;
  readonly isThin: boolean;
}

/** Reads everything that came of a run, and judges it purchase by purchase. */
export async function judgeRun(context: Context, facts: RunFacts): Promise<Judged> {
  const { traffic, scenarioOf, purchases, attempts, stockBefore } = facts;
  const target = await context.target();
  const mails = target.offline === undefined ? undefined : await readMails(target.offline.awsEndpoint);
  const archive = await archiveOf(context, facts);
  const verdict = emptyVerdict();
  const expected = { orders: 0, mails: 0, moves: 0, reports: facts.reports, archived: 0 };
  const progress = context.progress("Verifying, purchases");
  for (let start = 0; start < purchases.length; start += chunk) {
    const chosen = purchases.slice(start, start + chunk);
    const scenarios = chosen.map(scenarioOf);
    const ids = new Map(
      chosen.flatMap((purchase, nth) =>
        traffic.indexesOf(purchase).map((index): [number, string] => {
          const { event } = placeOf(traffic.layout, index);
          return [index, scenarios[nth]?.events[event]?.id ?? ""];
        }),
      ),
    );
    const byId = (counts: ReadonlyMap<number, number>): Map<string, number> =>
      new Map([...ids].flatMap(([index, id]) => (counts.has(index) ? [[id, counts.get(index) ?? 0] as const] : [])));
    const reported = scenarios.flatMap(reportedEvents).map(({ id }) => id);
    const accepted = new Map([...byId(attempts.accepted), ...reported.map((id) => [id, 1] as const)]);
    const tables = await readTables(target, scenarios);
    addVerdict(verdict, scenarios, { tables, mails, archive }, accepted, {
      faults: false,
      uncertain: byId(attempts.uncertain),
      ...(facts.isThin ? { posted: thinEventOf } : {}),
    });
    expected.archived += reported.length;
    for (const { expected: due, events } of scenarios) {
      expected.orders += due.status === undefined || due.status === "unplaced" ? 0 : 1;
      expected.mails += due.mails.length;
      expected.moves += due.reservation === undefined ? 0 : 1;
      for (const { id } of events) expected.archived += archive === undefined ? 1 : (accepted.get(id) ?? 0);
    }
    progress(start + scenarios.length, purchases.length);
  }
  verdict.problems.push(...stockProblems(stockBefore, await readStock(target), verdict.units));
  for (const id of archive?.keys() ?? []) {
    if (isOfRun(id, forgedRun(traffic.layout.run))) {
      verdict.problems.push({ kind: "wrong", text: `${id} was forged, and is in the archive` });
    }
  }
  return {
    ...verdict,
    expected,
    evidence: {
      mails: mails === undefined ? "by the ledger's marks" : "at SES",
      archive: archive === undefined ? "by the journal's entries" : "as a replay gives it back",
    },
  };
}

async function archiveOf(context: Context, facts: RunFacts): Promise<Outcome["archive"]> {
  const target = await context.target();
  if (target.offline === undefined) {
    if (!facts.readArchive) return undefined;
    context.note(
      `EventBridge may take ${String(archiveDelay / 60_000)} minutes until events are in the archive: waiting.`,
    );
    await delay(archiveDelay, undefined, { signal: context.signal });
  }
  const { run } = facts.traffic.layout;
  const runs = [run, forgedRun(run)];
  const expected = [...facts.attempts.accepted.values()].reduce((sum, count) => sum + count, facts.reports);
  const isOurs = (id: string): boolean => id.startsWith(reportIdPrefix) || runs.some((one) => isOfRun(id, one));
  const progress = context.progress("Reading the archive, events");
  const copies = await readCopies(target, facts.startedAt, isOurs, expected, {
    signal: context.signal,
    onProgress: progress,
  });
  return copies;
}

/** Ids end with the run's and the purchase's stamp. */
function isOfRun(id: string, run: string): boolean {
  return id.slice(-stampLength).startsWith(run);
}
