import { retryable } from "../../../domain/failure.ts";
import { isAlertDue, isAlertToCount, noticesToPublish, warehouseNotice } from "../../../domain/stock/notices.ts";
import type { InventoryPorts } from "./ports.ts";
import type { Handling, NoticeKind, Reservation } from "../../../domain/stock/reservation.ts";

/** How long (ms) to wait for another invocation's notices before the record goes back to its queue, for three minutes. */
const waits = [50, 100, 200, 400, 800, 1600];

/**
 * Publishes the notices that this handling is responsible for, and waits for the others': a record is done only when every
 * notice of its order is out. So none depends on one certain record coming back: a dead letter that is redriven is a new
 * message, which is not responsible for the old one's.
 * @throws ProcessingError `contended` (retry) while another invocation has notices to publish, and what the ports throw
 */
export async function publishNotices(
  reservation: Reservation,
  ports: Pick<InventoryPorts, "store" | "warehouse" | "countPaidBackorder" | "now" | "wait">,
  handling: Handling,
): Promise<NoticeKind[]> {
  const published: NoticeKind[] = [];
  let current = reservation;
  for (const pause of [...waits, undefined]) {
    const isToCount = isAlertToCount(current, handling.owner, ports.now());
    const keys = noticesToPublish(current, handling.owner, ports.now());
    for (const key of keys) {
      const notice = warehouseNotice(current, key);
      await ports.warehouse.publish(notice);
      await ports.store.markPublished(current.orderId, key);
      published.push(notice.kind);
    }
    if (isToCount) {
      await ports.countPaidBackorder();
      await ports.store.markCounted(current.orderId);
    }
    const waiting = Object.values(current.notices).filter(({ publishedAt }) => publishedAt === undefined);
    if (waiting.length === keys.length && isToCount === isAlertDue(current)) return published;
    if (pause !== undefined) await ports.wait(pause);
    current = (await ports.store.read(current.orderId)) ?? current;
  }
  throw retryable("contended", "another invocation has notices of the order to publish");
}
