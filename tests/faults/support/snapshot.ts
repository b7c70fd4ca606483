import { mailKey } from "../../../domain/mail/keys.ts";
import type { Item } from "../../../packages/aws-offline/operator.ts";
import { isObject } from "../../../packages/aws-offline/input.ts";
import type { System } from "../../support/system.ts";
import { idPattern, idsOf } from "./ids.ts";
import type { Case } from "./cases.ts";

/** All that came of one purchase, its ids and times of application taken out: equal for equal outcomes. */
export interface Snapshot {
  readonly orders: unknown;
  readonly mails: unknown;
  readonly ledger: unknown;
  readonly reservations: unknown;
  readonly stock: unknown;
  readonly notices: unknown;
  readonly archived: unknown;
}

/** Everything there is, read once for many purchases. */
export interface World {
  snapshot(of: Case): Snapshot;
  /** How often each warehouse notice of the purchase was published, by its id. */
  noticeCounts(of: Case): Map<string, number>;
  mailCount(of: Case): number;
  journal(eventId: string): Item | undefined;
  ledger(of: Case): Item[];
}

export async function readWorld(system: System): Promise<World> {
  const { operator, outputs, aws } = system.run;
  const orders = await system.orders();
  const inventory = await operator.scan(outputs.inventoryTable);
  const email = await operator.scan(outputs.emailTable);
  const journal = new Map((await operator.scan(outputs.journalTable)).map((item) => [String(item["pk"]), item]));
  const published = aws.sns.published(outputs.warehouseTopicArn).map(({ message }) => JSON.parse(message) as Item);
  const notices = Map.groupBy(published, (notice) => String(notice["orderId"]));
  const mails = Map.groupBy(aws.ses.messages(), ({ Destination }) => Destination.ToAddresses.join());
  const archived = Map.groupBy(
    aws.events.archived(outputs.archiveArn).map(({ detail }) => detail["event"]),
    (event) => String(isObject(event) ? event["id"] : ""),
  );

  const concerns = (item: Item, key: string, ids: ReadonlySet<string>): boolean =>
    (String(item[key]).match(idPattern) ?? []).some((id) => ids.has(id));

  return {
    noticeCounts: ({ orderKey }) =>
      new Map(
        [...Map.groupBy(notices.get(orderKey) ?? [], ({ noticeId }) => String(noticeId))].map(([id, all]) => [
          id,
          all.length,
        ]),
      ),
    mailCount: ({ email: address }) => mails.get(address)?.length ?? 0,
    journal: (eventId) => journal.get(`event#${eventId}`),
    ledger: ({ orderKey }) => email.filter(({ pk }) => String(pk).startsWith(mailKey(orderKey, ""))),
    snapshot(of) {
      const list = idsOf(of);
      const ids = new Set(list);
      const label = labels(list, of);
      const own = (items: readonly Item[], key: string) => items.filter((item) => concerns(item, key, ids));
      return label({
        orders: own(orders, "orderId").map((item) => without(item, timesOfOrder)),
        ledger: own(email, "pk").map(({ pk, state }) => ({ pk, state })),
        mails: (mails.get(of.email) ?? []).map(({ Subject, Body }) => ({ Subject, text: Body?.text_part })),
        reservations: own(inventory, "pk").map((item) => without(item, timesOfReservation)),
        stock: inventory
          .filter(({ pk }) => of.skus.includes(String(pk).replace("stock#", "")))
          .map(({ pk, available, reserved, shipped }) => ({ pk, available, reserved, shipped })),
        // Each once, whatever was published again.
        notices: [...new Set((notices.get(of.orderKey) ?? []).map((notice) => JSON.stringify(notice)))],
        archived: [...new Set((archived.get(of.posted.id) ?? []).map((event) => asSent(event, of)))],
      });
    },
  };
}

/** Byte for byte; the archive must not know what an event means. */
function asSent(archived: unknown, { posted }: Case): string {
  return JSON.stringify(archived) === JSON.stringify(posted) ? "as sent" : "altered";
}

/** Of two events in one second the greater id decides which one a fact names: that differs from purchase to purchase. */
const timesOfOrder = ["version", "updatedAt", "applied", "eventId", "sample"];
const timesOfReservation = ["version", "updatedAt", "publishedAt", "countedAt", "owner", "leaseUntil"];
/** A number that each purchase's invoice has of its own. */
const invoiceNumber = /\b[0-9A-Z]{8}-0001\b/gu;

function without(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => without(each, names));
  if (!isObject(value)) return value;
  const left = Object.entries(value).filter(([name]) => !names.includes(name));
  return Object.fromEntries(left.map(([name, inner]) => [name, without(inner, names)]));
}

/** Writes `pi#0` for the first payment intent of a purchase, and so on. */
function labels(ids: readonly string[], { email }: Case): (snapshot: Snapshot) => Snapshot {
  const byId = new Map<string, string>();
  for (const id of ids) {
    const [kind = ""] = id.split("_");
    const count = [...byId.keys()].filter((other) => other.startsWith(`${kind}_`)).length;
    byId.set(id, `${kind}#${String(count)}`);
  }
  const [seed = ""] = email.split("@");
  const plain = (text: string): string =>
    text
      .replaceAll(idPattern, (id) => byId.get(id) ?? id)
      .replaceAll(invoiceNumber, "number")
      .replaceAll(seed, "seed");
  return (snapshot) => sorted(JSON.parse(plain(JSON.stringify(snapshot)))) as Snapshot;
}

/** Lists of what has no order of its own: items as they were read, and what is sorted by ids that labels have replaced. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
