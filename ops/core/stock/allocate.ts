import { setTimeout as delay } from "node:timers/promises";
import { noticesToPublish, warehouseNotice, withDueNotices } from "../../../domain/stock/notices.ts";
import type { ReservationStore, Warehouse } from "../../../domain/stock/ports.ts";
import type { Handling, Reservation } from "../../../domain/stock/reservation.ts";
import { stopIfInterrupted } from "../../errors.ts";

/** A reservation that waits for stock. */
export interface Backorder {
  readonly reservation: Reservation;
  /** ISO time of the order, by which they are served. */
  readonly since: string;
}

export interface Allocation {
  readonly orderId: string;
  readonly since: string;
  readonly lines: Reservation["lines"];
  /** SKUs of which there is not enough; empty for one that gets its stock. */
  readonly short: readonly string[];
}

/**
 * Who would get what is available: the oldest first, each order wholly or not at all. An order that cannot be filled
 * does not keep younger ones from theirs.
 */
export function planAllocation(backorders: readonly Backorder[], available: ReadonlyMap<string, number>): Allocation[] {
  const left = new Map(available);
  return backorders
    .toSorted((a, b) => (a.since < b.since ? -1 : 1))
    .map(({ reservation: { orderId, lines }, since }) => {
      const short = lines.filter(({ sku, quantity }) => (left.get(sku) ?? 0) < quantity).map(({ sku }) => sku);
      if (short.length === 0) for (const { sku, quantity } of lines) left.set(sku, (left.get(sku) ?? 0) - quantity);
      return { orderId, since, lines, short };
    });
}

export interface AllocationPorts {
  readonly store: ReservationStore;
  readonly warehouse: Warehouse;
  readonly now: () => number;
  readonly handling: Handling;
}

export type AllocationResult = "allocated" | "short" | "changed";

const mostTries = 8;

/**
 * Gives one backorder its stock and tells the warehouse. Reservation and stock are one write; where the command is
 * killed before the notice is out, the next event of the order or the next allocation publishes it.
 */
async function allocate(orderId: string, ports: AllocationPorts): Promise<AllocationResult> {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const current = await ports.store.read(orderId);
    if (current?.status !== "backordered") return "changed";
    const { short: _, ...rest } = current;
    const reserved: Reservation = { ...rest, status: "reserved", version: current.version + 1 };
    const next = withDueNotices(reserved, ports.handling);
    const moves = next.lines.map(({ sku, quantity }) => ({ sku, units: quantity }));
    const { outcome } = await ports.store.write(next, moves);
    if (outcome === "written") {
      await publishDue(next, ports);
      return "allocated";
    }
    if (outcome === "short") return "short";
    await delay(Math.random() * 10 * 2 ** tries);
  }
  return "changed";
}

/** Publishes the notices that nobody else is at. @returns how many */
export async function publishDue(reservation: Reservation, ports: AllocationPorts): Promise<number> {
  const due = noticesToPublish(reservation, ports.handling.owner, ports.now());
  for (const key of due) {
    await ports.warehouse.publish(warehouseNotice(reservation, key));
    await ports.store.markPublished(reservation.orderId, key);
  }
  return due.length;
}

/** @throws InterruptedError between two orders */
export async function allocateAll(
  orderIds: readonly string[],
  ports: AllocationPorts,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (done: number) => void },
): Promise<ReadonlyMap<string, AllocationResult>> {
  const results = new Map<string, AllocationResult>();
  for (const orderId of orderIds) {
    stopIfInterrupted(
      signal,
      `${String(results.size)} of ${String(orderIds.length)} backorders are done, the others as they were.`,
    );
    results.set(orderId, await allocate(orderId, ports));
    onProgress?.(results.size);
  }
  return results;
}
