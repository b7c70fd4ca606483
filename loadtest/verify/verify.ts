import { mailKey } from "../../domain/mail/keys.ts";
import { mailKinds } from "../../domain/mail/kinds.ts";
import { reportedEvents } from "../../packages/stripe-offline/scenarios/report.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { type Exactness, problemsOf } from "./judgement.ts";
import type { Problem } from "./problem.ts";
import { rowsOf, type Accepted, type Item, type Outcome } from "./outcome.ts";
import type { TableOutcome } from "./read-outcome.ts";
import { countUnits, noUnits, type PlacedUnits } from "./stock.ts";

export interface Verdict {
  purchases: number;
  orders: number;
  mails: number;
  /** Reservations, whatever became of them: of a Checkout that was left there is one that holds nothing. */
  moves: number;
  /** Copies in the archive; of a stack whose archive was not read, the journal's entries. */
  archived: number;
  readonly problems: Problem[];
  /** Milliseconds from the acceptance of an event to the moment at which its order knew of it. */
  readonly toOrder: number[];
  /** Epoch milliseconds of the acceptance beside each of `toOrder`. */
  readonly acceptedAt: number[];
  /** Warehouse messages that the purchases' orders know of. */
  reports: number;
  readonly units: PlacedUnits;
}

export function emptyVerdict(): Verdict {
  return {
    purchases: 0,
    orders: 0,
    mails: 0,
    moves: 0,
    archived: 0,
    problems: [],
    toOrder: [],
    acceptedAt: [],
    reports: 0,
    units: noUnits(),
  };
}

export interface Evidence {
  readonly tables: TableOutcome;
  readonly mails: Outcome["mails"];
  readonly archive: Outcome["archive"];
}

/** Judges some purchases, all of whose events were accepted, and counts what came of them. */
export function addVerdict(
  verdict: Verdict,
  scenarios: readonly Scenario[],
  { tables, mails, archive }: Evidence,
  accepted: Accepted,
  exactness: Exactness,
): void {
  const { received, ...rest } = tables;
  verdict.problems.push(...problemsOf({ ...rest, mails, archive }, scenarios, accepted, exactness));
  verdict.purchases += scenarios.length;
  for (const scenario of scenarios) {
    const { orderKey, name } = scenario;
    const reported = reportedEvents(scenario);
    const events = [...scenario.events, ...reported];
    const order = tables.orders.get(orderKey);
    // What waits for its order is none yet.
    if (order !== undefined && order["status"] !== "unplaced") verdict.orders += 1;
    if (tables.reservations.has(orderKey)) verdict.moves += 1;
    verdict.mails += countMails(scenario, tables.ledger, mails);
    for (const { id, type } of events) {
      const isKnown = received.has(id);
      verdict.archived += archive === undefined ? Number(isKnown) : (archive.get(id)?.length ?? 0);
      if (!isKnown)
        verdict.problems.push({ kind: "loss", text: `${name} (${orderKey}): ${type} ${id} is not in the journal` });
    }
    for (const entry of timelineOf(order)) {
      if (reported.some(({ id }) => id === entry["eventId"])) {
        verdict.reports += 1;
        continue;
      }
      const at = received.get(String(entry["eventId"]));
      if (at === undefined) continue;
      verdict.toOrder.push(Date.parse(String(entry["applied"])) - at);
      verdict.acceptedAt.push(at);
    }
  }
  countUnits(tables.reservations.values(), verdict.units);
}

/** By the mails that SES took; where nobody can read them by the ledger's marks. */
function countMails(
  { reference, orderKey, expected }: Scenario,
  ledger: Outcome["ledger"],
  mails: Outcome["mails"],
): number {
  if (mails !== undefined) {
    return Object.keys(mailKinds).reduce((sum, kind) => sum + (mails.get(`${reference} ${kind}`) ?? 0), 0);
  }
  return expected.mails.filter((mail) => ledger.get(mailKey(orderKey, mail))?.["state"] === "sent").length;
}

function timelineOf(order: Item | undefined): Item[] {
  return rowsOf(order?.["timeline"]);
}
