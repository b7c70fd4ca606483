import { randomUUID } from "node:crypto";
import { DynamoDbReservationStore } from "../../../functions/shared/stores/reservation-store.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import { snsWarehouse } from "../../../functions/shared/sns-warehouse.ts";
import { tableReads } from "../../aws/table-reads.ts";
import type { Context } from "../../context.ts";
import {
  allocateAll,
  planAllocation,
  publishDue,
  type Allocation,
  type AllocationPorts,
  type Backorder,
} from "../../core/stock/allocate.ts";
import { exitCodes, stopIfInterrupted, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import { tableLines } from "../../output/table.ts";
import { inventory } from "./list.ts";

/** Longer than one order takes: nobody else publishes its notice meanwhile. */
const leaseMilliseconds = 60_000;

export async function allocateBackorders(context: Context): Promise<ExitCode> {
  const { rows, reservations } = await inventory(context);
  const backorders = await withTimes(
    reservations.filter(({ status }) => status === "backordered"),
    context,
  );
  const overdue = reservations.filter((one) => one.status !== "backordered" && isOverdue(one, context.now()));
  const plan = planAllocation(backorders, new Map(rows.map(({ sku, available }) => [sku, available])));
  const chosen = plan.filter(({ short }) => short.length === 0).map(({ orderId }) => orderId);
  const notices = overdue.map(({ orderId }) => orderId);
  const lines = (): string[] => planLines(plan, notices);
  if (chosen.length + overdue.length === 0) {
    context.print({ allocations: plan, notices }, () => [...lines(), "There is nothing to allocate."]);
    return exitCodes.nothing;
  }
  if (!(await context.mayChange({ allocations: plan, notices }, lines))) return exitCodes.done;

  const ports = await allocationPorts(context);
  for (const reservation of overdue) {
    stopIfInterrupted(context.signal, "No order got stock; of the notices that were due, each is out or still due.");
    await publishDue(reservation, ports);
  }
  const progress = context.progress("Allocating");
  const results = await allocateAll(chosen, ports, {
    signal: context.signal,
    onProgress: (done) => progress(done, chosen.length),
  });
  const allocated = [...results.values()].filter((result) => result === "allocated").length;
  context.print({ allocated, noticesPublished: overdue.length, results: Object.fromEntries(results) }, () => [
    "",
    `${counted(allocated, "order")} got stock, and the warehouse its notices.`,
    ...(allocated === results.size ? [] : [`${String(results.size - allocated)} changed meanwhile: run it again.`]),
  ]);
  return exitCodes.done;
}

/** A backorder is as old as its order. */
async function withTimes(reservations: readonly Reservation[], context: Context): Promise<Backorder[]> {
  const { clients, outputs } = await context.target();
  const orders = await tableReads(clients.documents, outputs).orders(reservations.map(({ orderId }) => orderId));
  return reservations.map((reservation) => ({
    reservation,
    since: orders.get(reservation.orderId)?.createdAt ?? new Date(context.now()).toISOString(),
  }));
}

function isOverdue({ notices }: Reservation, now: number): boolean {
  return Object.values(notices).some(({ publishedAt, leaseUntil }) => publishedAt === undefined && leaseUntil <= now);
}

async function allocationPorts(context: Context): Promise<AllocationPorts> {
  const { now } = context;
  const { clients, outputs } = await context.target();
  return {
    store: new DynamoDbReservationStore(clients.documents, outputs.inventoryTable, now),
    warehouse: snsWarehouse(clients.sns, outputs.warehouseTopicArn),
    now,
    handling: { owner: `ops-${randomUUID()}`, leaseUntil: now() + leaseMilliseconds },
  };
}

function planLines(plan: readonly Allocation[], notices: readonly string[]): string[] {
  const rows = plan.map(({ orderId, since, lines, short }) => [
    orderId,
    since,
    lines.map(({ sku, quantity }) => `${String(quantity)} ${sku}`).join(", "),
    short.length === 0 ? "gets its stock" : `waits: short of ${short.join(", ")}`,
  ]);
  return [
    ...(plan.length === 0 ? ["No order waits for stock."] : tableLines(["ORDER", "SINCE", "ITEMS", "THEN"], rows)),
    ...(notices.length === 0 ? [] : [`Notices that are overdue are published: ${notices.join(", ")}`]),
  ];
}
