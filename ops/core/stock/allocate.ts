import { setTimeout as delay } from "node:timers/promises";
import type { Step } from "../../../domain/stock/step.ts";
import { noticesToPublish, warehouseNotice } from "../../../domain/stock/notices.ts";
import type { ReservationStore, Warehouse } from "../../../domain/stock/ports.ts";
import type { BackorderCause, Handling, Reservation } from "../../../domain/stock/reservation.ts";
import { beginTransfer, proceed } from "../../../domain/stock/transfer.ts";
import { stopIfInterrupted } from "../../errors.ts";

export interface Backorder {
  readonly reservation: Reservation;
  /** ISO time of the order, by which they are served. */
  readonly since: string;
}

export interface Allocation {
  readonly orderId: string;
  readonly since: string;
  readonly lines: Reservation["lines"];
  /** SKUs that are short; empty for an order that gets its stock. */
  readonly short: readonly string[];
  /** Why no stock helps: a person has to see to it. */
  readonly byHand?: Exclude<BackorderCause, "out-of-stock">;
}

/**
 * Who would get what is available: the oldest first, each order entirely or not at all. An order that cannot be filled
 * does not keep younger ones from theirs.
 */
export function planAllocation(backorders: readonly Backorder[], available: ReadonlyMap<string, number>): Allocation[] {
  const left = new Map(available);
  return backorders
    .toSorted((a, b) => (a.since < b.since ? -1 : 1))
    .map(({ reservation: { orderId, lines, cause = "out-of-stock", short: refused = [] }, since }) => {
      if (cause !== "out-of-stock") return { orderId, since, lines, short: refused, byHand: cause };
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

/** `finished`: a move that had stopped half-way ended, and not with stock for the order. */
export type AllocationResult = "allocated" | "short" | "finished" | "changed";

const mostConflicts = 8;

/**
 * Gives one backorder its stock and notifies the warehouse; finishes an interrupted move. Reservation and stock are
 * one write, of a large order several that anybody can go on from; where the command is killed before the notice is out,
 * the next event of the order or the next allocation publishes it.
 */
async function allocate(orderId: string, ports: AllocationPorts): Promise<AllocationResult> {
  let short: readonly string[] | undefined;
  for (let conflicts = 0; conflicts < mostConflicts;) {
    const current = await ports.store.read(orderId);
    const step = nextStep(current, { handling: ports.handling, ...(short === undefined ? {} : { short }) });
    if (step === undefined) return "changed";
    const result = await ports.store.write(step.next, step.moves);
    if (result.outcome === "written" && step.effect !== "part") {
      await publishDue(step.next, ports);
      return resultOf[step.effect];
    }
    if (result.outcome === "written") continue;
    if (result.outcome === "short") {
      // Nothing is held of it yet: it waits as it did.
      if (current?.transfer === undefined) return "short";
      short = result.skus;
      continue;
    }
    short = undefined;
    conflicts += 1;
    await delay(Math.random() * 10 * 2 ** conflicts);
  }
  return "changed";
}

function nextStep(current: Reservation | undefined, course: Parameters<typeof beginTransfer>[2]): Step | undefined {
  if (current === undefined) return undefined;
  const known = { ...current, version: current.version + 1 };
  if (known.transfer !== undefined) return proceed(known, known.transfer, course);
  return known.status === "backordered" ? beginTransfer(known, { to: "reserved" }, course) : undefined;
}

const resultOf = {
  reserve: "allocated",
  backorder: "short",
  release: "finished",
  ship: "finished",
  note: "finished",
} as const;

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
