import { mailKey, mailNames } from "../../domain/mail/keys.ts";
import { reportedEvents } from "../../packages/stripe-offline/scenarios/report.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { batchGet } from "../../functions/shared/batch-get.ts";
import type { Target } from "../../ops/target.ts";
import type { Item, Outcome } from "./outcome.ts";

/** What the tables say of some purchases, and when their events came. */
export interface TableOutcome extends Omit<Outcome, "mails" | "archive"> {
  /** Epoch milliseconds at which the webhook accepted an event, by its id: the journal's entries. */
  readonly received: ReadonlyMap<string, number>;
}

/** Reads by key, so that a table may hold other orders, and many. */
export async function readTables(
  { clients: { documents }, outputs }: Target,
  scenarios: readonly Scenario[],
): Promise<TableOutcome> {
  const keys = scenarios.flatMap(({ orderKey, otherKeys }) => [orderKey, ...otherKeys]);
  const mailKeys = scenarios.flatMap(({ orderKey, expected }) =>
    [...new Set([...mailNames(), ...expected.mails])].map((mail) => mailKey(orderKey, mail)),
  );
  const eventKeys = scenarios.flatMap((scenario) =>
    [...scenario.events, ...reportedEvents(scenario)].map(({ id }) => `event#${id}`),
  );
  const get = async (table: string, key: string, values: readonly string[], prefix = "") => {
    const items = await batchGet(documents, table, key, [...new Set(values.map((value) => `${prefix}${value}`))]);
    return new Map(items.map((item) => [String(item[key]).slice(prefix.length), item]));
  };
  const [orders, reservations, ledger, journal] = await Promise.all([
    get(outputs.ordersTable, "orderId", keys),
    get(outputs.inventoryTable, "pk", keys, "reservation#"),
    get(outputs.emailTable, "pk", mailKeys),
    get(outputs.journalTable, "pk", eventKeys),
  ]);
  return {
    orders,
    reservations,
    ledger,
    notices: new Map([...reservations].map(([key, reservation]) => [key, publishedNotices(reservation)])),
    received: new Map(
      [...journal].map(([key, { receivedAt }]) => [key.slice("event#".length), Date.parse(String(receivedAt))]),
    ),
  };
}

/** The warehouse's topic keeps nothing: the reservation marks what was published. */
function publishedNotices(reservation: Item): Item[] {
  const notices = Object.values((reservation["notices"] ?? {}) as Record<string, Item>);
  return notices
    .filter(({ publishedAt }) => publishedAt !== undefined)
    .map(({ kind, sequence }) => ({ kind, sequence }));
}
