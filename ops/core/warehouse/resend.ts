import { attemptOf, warehouseNotice, type WarehouseNotice } from "../../../domain/stock/notices.ts";
import type { ReservationStore, Warehouse } from "../../../domain/stock/ports.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";

/** What was published from `since` until `to` (epoch milliseconds), in the order of publication. */
export function publishedNotices(
  reservations: readonly Reservation[],
  { since = 0, to = Infinity }: { readonly since?: number; readonly to?: number },
): WarehouseNotice[] {
  return reservations
    .flatMap((reservation) =>
      Object.entries(reservation.notices).flatMap(([key, { publishedAt }]) => {
        const at = Date.parse(publishedAt ?? "");
        return at >= since && at <= to ? [{ at, notice: warehouseNotice(reservation, key) }] : [];
      }),
    )
    .toSorted((a, b) => a.at - b.at || a.notice.sequence - b.notice.sequence)
    .map(({ notice }) => notice);
}

const mostConflicts = 8;

/**
 * Publishes a notice again as its next attempt. The attempt is counted first: one that was killed in between leaves a
 * number out, and never gives one twice.
 * @throws Error when others keep writing to the reservation
 */
export async function resend(
  { orderId, noticeId }: WarehouseNotice,
  { store, warehouse }: { readonly store: ReservationStore; readonly warehouse: Warehouse },
): Promise<void> {
  const key = noticeId.slice(orderId.length + 1);
  for (let conflicts = 0; conflicts < mostConflicts; conflicts += 1) {
    const current = await store.read(orderId);
    const notice = current?.notices[key];
    if (current === undefined || notice === undefined) throw new Error(`the notice ${noticeId} is gone`);
    const attempted = { ...notice, attempt: attemptOf(notice) + 1 };
    const next = { ...current, version: current.version + 1, notices: { ...current.notices, [key]: attempted } };
    if ((await store.write(next, [])).outcome !== "written") continue;
    await warehouse.publish(warehouseNotice(next, key));
    await store.markPublished(orderId, key);
    return;
  }
  throw new Error(`others keep writing to the reservation of ${orderId}: run the command again`);
}
