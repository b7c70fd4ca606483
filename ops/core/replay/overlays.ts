import type { LedgerEntry, MailLedger } from "../../../domain/mail/ports.ts";
import type { ReservationStore, WriteOutcome } from "../../../domain/stock/ports.ts";
import { afterMove, type StockUnits } from "../../../domain/stock/row.ts";
import type { Reservation, StockMove } from "../../../domain/stock/reservation.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { OrderStore } from "../../../domain/order/ports.ts";
import type { PurchasePorts } from "../../../functions/shared/load-purchase.ts";
import type { Journal } from "../../../functions/shared/journal.ts";
import { scoped } from "../../../domain/order/key.ts";
import { outranks, type Purchase } from "../../../domain/purchase/purchase.ts";

export interface StandingTables {
  readonly orders: Pick<OrderStore, "get">;
  readonly journal: Pick<Journal, "orderKeyOf" | "getPurchase">;
  readonly ledger: Pick<MailLedger, "read" | "isUndeliverable">;
  readonly store: Pick<ReservationStore, "read">;
  stock(sku: string): Promise<StockUnits | undefined>;
}

/** Tables that read through to those underneath and keep every write to themselves. */
export function overlayOrders({ orders: below }: Pick<StandingTables, "orders">) {
  const written = new Map<string, Order>();
  const changes: { readonly before: Order | undefined; readonly after: Order }[] = [];
  const get = async (orderId: string): Promise<Order | undefined> => written.get(orderId) ?? below.get(orderId);
  const orders: OrderStore = {
    get,
    async put(order, merged) {
      for (const each of [order, ...merged]) {
        changes.push({ before: await get(each.orderId), after: each });
        written.set(each.orderId, each);
      }
      return true;
    },
  };
  return { orders, changes };
}

export function overlayJournal({ journal: below }: Pick<StandingTables, "journal">) {
  const refs = new Map<string, string>();
  const purchases = new Map<string, Purchase>();
  const orderKeyOf: Journal["orderKeyOf"] = async (stripeId, account) =>
    refs.get(scoped(stripeId, account)) ?? below.orderKeyOf(stripeId, account);
  const journal: PurchasePorts["journal"] & Pick<Journal, "orderKeyOf" | "rememberRef" | "claimRef"> = {
    // A rehearsal asks for itself.
    claimFetch: () => Promise.resolve(true),
    isPromised: () => Promise.resolve(false),
    breakPromise: () => Promise.resolve(),
    orderKeyOf,
    rememberRef(stripeId, orderKey, account) {
      refs.set(scoped(stripeId, account), orderKey);
      return Promise.resolve();
    },
    async claimRef(stripeId, orderKey, account) {
      const claimed = (await orderKeyOf(stripeId, account)) ?? orderKey;
      refs.set(scoped(stripeId, account), claimed);
      return claimed;
    },
    getPurchase: async (orderKey) => purchases.get(orderKey) ?? below.getPurchase(orderKey),
    async putPurchase(purchase) {
      const stored = purchases.get(purchase.orderKey) ?? (await below.getPurchase(purchase.orderKey));
      const kept = stored === undefined || outranks(purchase, stored) ? purchase : stored;
      purchases.set(purchase.orderKey, kept);
      return kept;
    },
  };
  return journal;
}

export function overlayLedger({ ledger: below }: Pick<StandingTables, "ledger">) {
  const written = new Map<string, LedgerEntry>();
  const read = async (key: string): Promise<LedgerEntry | undefined> => written.get(key) ?? below.read(key);
  const step = async (key: string, token: string, change: (entry: LedgerEntry) => LedgerEntry): Promise<boolean> => {
    const entry = await read(key);
    if (entry === undefined || entry.token !== token) return false;
    written.set(key, change(entry));
    return true;
  };
  const ledger: MailLedger = {
    read,
    async claim(key, claim) {
      if ((await read(key)) !== undefined) return false;
      written.set(key, { ...claim, state: "sending" });
      return true;
    },
    takeOver: (key, formerToken, claim) => step(key, formerToken, () => ({ ...claim, state: "sending" })),
    markSent: (key, token) => step(key, token, (entry) => ({ ...entry, state: "sent" })),
    isUndeliverable: (address) => below.isUndeliverable(address),
    async suppress(key, claim) {
      const entry = await read(key);
      if (entry !== undefined && entry.state !== "claimed") return false;
      written.set(key, { ...claim, state: "suppressed" });
      return true;
    },
    giveBack: (key, token) => step(key, token, (entry) => ({ ...entry, state: "claimed", leaseUntil: 0 })),
  };
  return ledger;
}

export function overlayStore({ store: below, stock: stockBelow }: Pick<StandingTables, "store" | "stock">) {
  const written = new Map<string, Reservation>();
  const rows = new Map<string, StockUnits>();
  const moves: StockMove[] = [];
  const read = async (orderId: string): Promise<Reservation | undefined> => written.get(orderId) ?? below.read(orderId);

  const applyMoves = async (wanted: readonly StockMove[]): Promise<WriteOutcome> => {
    const next = new Map<string, StockUnits>();
    const short: string[] = [];
    for (const move of wanted) {
      const row = afterMove(rows.get(move.sku) ?? (await stockBelow(move.sku)), move);
      if (row === undefined) short.push(move.sku);
      else next.set(move.sku, row);
    }
    if (short.length > 0) return { outcome: "short", skus: short };
    for (const [sku, row] of next) rows.set(sku, row);
    moves.push(...wanted);
    return { outcome: "written" };
  };

  const store: ReservationStore = {
    read,
    async write(reservation, wanted) {
      const result = await applyMoves(wanted);
      if (result.outcome === "written") written.set(reservation.orderId, reservation);
      return result;
    },
    async markCounted(orderId) {
      const reservation = await read(orderId);
      if (reservation?.alert === undefined) return;
      const { version, alert } = reservation;
      const counted = { ...alert, countedAt: new Date(0).toISOString() };
      written.set(orderId, { ...reservation, version: version + 1, alert: counted });
    },
    async markPublished(orderId, noticeKey) {
      const reservation = await read(orderId);
      const notice = reservation?.notices[noticeKey];
      if (reservation === undefined || notice === undefined) return;
      const published = { ...notice, publishedAt: new Date(0).toISOString() };
      written.set(orderId, {
        ...reservation,
        version: reservation.version + 1,
        notices: { ...reservation.notices, [noticeKey]: published },
      });
    },
  };
  return { store, moves };
}
