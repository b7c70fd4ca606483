import { mailKeysOf } from "../../../domain/mail/keys.ts";
import type { Order } from "../../../domain/order/order.ts";
import { scoped } from "../../../domain/order/key.ts";
import { partsOf } from "../../../domain/parcel/object-id.ts";
import type { TableReads } from "../replay/knowledge.ts";
import type { JournalEntry } from "./journal-entry.ts";

export interface FindPorts extends Pick<TableReads, "refs" | "orders" | "reservations" | "mails"> {
  /** The journal's entries, by event id. */
  entries(eventIds: readonly string[]): Promise<ReadonlyMap<string, JournalEntry>>;
  /** The ids that a Stripe object names, fetched from Stripe: what no event contained, such as a charge's payment intent. */
  related(id: string): Promise<readonly string[]>;
}

export interface Found {
  /** The order key; there may be no order under it (yet), such as for a session that expired. */
  readonly orderKey: string;
  readonly order?: Order;
  /** Of an event's id, or of its thin one's, the id by which the journal has it. */
  readonly eventId?: string;
  /** Every key that something of the order may be filed under. */
  readonly keys: readonly string[];
}

const mostMerges = 5;
/** From a dispute to its charge, from there to the payment intent, from there to the invoice. */
const mostRelations = 3;

/**
 * The order that an id belongs to: of an event, session, payment intent, invoice, charge, refund, dispute or order.
 * @param id of a connected account's object: `<account>/<id>`
 * @returns undefined when no table knows the id, nor what Stripe says that it belongs to
 */
export async function findOrder(id: string, ports: FindPorts): Promise<Found | undefined> {
  const tried = new Set<string>();
  let ids: readonly string[] = [id];
  for (let step = 0; step <= mostRelations; step += 1) {
    for (const each of ids) {
      tried.add(each);
      const found = await lookUp(each, ports);
      if (found === undefined) continue;
      const eventId = [each, id].find(isEvent);
      return { ...found, keys: [...new Set([...found.keys, id])], ...(eventId === undefined ? {} : { eventId }) };
    }
    if (step === mostRelations) break;
    const named = (await Promise.all(ids.map((each) => ports.related(each)))).flat();
    ids = [...new Set(named)].filter((each) => !tried.has(each));
  }
  return undefined;
}

async function lookUp(id: string, ports: FindPorts): Promise<Found | undefined> {
  const start = isEvent(id) ? await objectOf(id, ports) : id;
  if (start === undefined) return undefined;
  const refs = await ports.refs([start]);
  const first = refs.get(start) ?? start;
  const keys = [start, first];
  let order: Order | undefined;
  let next: string | undefined = first;
  for (let merges = 0; next !== undefined && merges <= mostMerges; merges += 1) {
    keys.push(next);
    const found: Order | undefined = (await ports.orders([next])).get(next);
    order = found ?? order;
    next = found?.mergedInto;
  }
  const isFiled = order !== undefined || refs.has(start) || start !== id;
  if (!isFiled && !(await hasMarks(start, ports))) return undefined;
  const orderKey = order?.orderId ?? first;
  const all = [...new Set([orderKey, ...keys, ...(order?.aliases ?? [])])];
  return { orderKey, keys: all, ...(order === undefined ? {} : { order }) };
}

/** Whether stock or mails know an order that orders and journal have lost. */
async function hasMarks(key: string, ports: FindPorts): Promise<boolean> {
  const [reservations, mails] = await Promise.all([ports.reservations([key]), ports.mails(mailKeysOf([key]))]);
  return reservations.size + mails.size > 0;
}

function isEvent(id: string): boolean {
  return id.startsWith("evt_");
}

async function objectOf(eventId: string, ports: FindPorts): Promise<string | undefined> {
  const entry = (await ports.entries([eventId])).get(eventId);
  return entry?.objectId === undefined ? undefined : scoped(partsOf(entry.objectId).order, entry.account);
}
