import type { ReservationStore, WriteOutcome } from "../../../domain/stock/ports.ts";
import { afterMove, type StockUnits } from "../../../domain/stock/row.ts";
import type { Reservation, StockMove } from "../../../domain/stock/reservation.ts";

/** The inventory table in memory: as strict about conditions as the real one, and asynchronous at each step. */
export class MemoryReservationStore implements ReservationStore {
  readonly stock = new Map<string, StockUnits>();
  readonly reservations = new Map<string, Reservation>();
  /** How many of the next writes meet another transaction. */
  contended = 0;
  /** Called before each write and after each effect: a throw is a crash or a lost response. */
  interrupt: (point: string) => void = () => {};

  constructor(stock: Readonly<Record<string, number>> = {}) {
    for (const [sku, available] of Object.entries(stock)) this.stock.set(sku, { available, reserved: 0 });
  }

  async read(orderId: string): Promise<Reservation | undefined> {
    await Promise.resolve();
    return structuredClone(this.reservations.get(orderId));
  }

  async write(reservation: Reservation, moves: readonly StockMove[]): Promise<WriteOutcome> {
    await Promise.resolve();
    this.interrupt("before write");
    if (this.contended > 0) {
      this.contended -= 1;
      return { outcome: "contended" };
    }
    if ((this.reservations.get(reservation.orderId)?.version ?? 0) !== reservation.version - 1) {
      return { outcome: "changed" };
    }
    if (new Set(moves.map(({ sku }) => sku)).size !== moves.length || moves.length > 99) {
      throw new Error("ValidationException: a transaction takes one action per item and 100 items");
    }
    const refused = moves.filter((move) => afterMove(this.stock.get(move.sku), move) === undefined);
    if (refused.length > 0) return { outcome: "short", skus: refused.map(({ sku }) => sku) };
    for (const move of moves) {
      const row = afterMove(this.stock.get(move.sku), move);
      if (row !== undefined) this.stock.set(move.sku, row);
    }
    this.reservations.set(reservation.orderId, structuredClone(reservation));
    this.interrupt("after write");
    return { outcome: "written" };
  }

  async markPublished(orderId: string, noticeKey: string): Promise<void> {
    await Promise.resolve();
    this.interrupt("before mark");
    const reservation = this.reservations.get(orderId);
    const notice = reservation?.notices[noticeKey];
    if (reservation === undefined || notice === undefined) throw new Error(`no notice ${noticeKey}`);
    this.reservations.set(orderId, {
      ...reservation,
      version: reservation.version + 1,
      notices: { ...reservation.notices, [noticeKey]: { ...notice, publishedAt: "2026-11-01T00:00:00.000Z" } },
    });
    this.interrupt("after mark");
  }

  async markCounted(orderId: string): Promise<void> {
    await Promise.resolve();
    this.interrupt("before count mark");
    const reservation = this.reservations.get(orderId);
    if (reservation?.alert === undefined) throw new Error("there is no alert");
    const { version, alert } = reservation;
    const counted = { ...alert, countedAt: "2026-11-01T00:00:00.000Z" };
    this.reservations.set(orderId, { ...reservation, version: version + 1, alert: counted });
    this.interrupt("after count mark");
  }
}
