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
  const unfinished = reservations.filter(({ transfer }) => transfer !== undefined).map(({ orderId }) => orderId);
  const settled = reservations.filter(({ transfer }) => transfer === undefined);
  const backorders = await withTimes(
    settled.filter(({ status }) => status === "backordered"),
    context,
  );
  const overdue = settled.filter((one) => one.status !== "backordered" && isOverdue(one, context.now()));
  const plan = planAllocation(backorders, new Map(rows.map(({ sku, available }) => [sku, available])));
  const fillable = plan.filter(({ short, byHand }) => short.length === 0 && byHand === undefined);
  const chosen = [...unfinished, ...fillable.map(({ orderId }) => orderId)];
  const notices = overdue.map(({ orderId }) => orderId);
  const planned = { allocations: plan, unfinished, notices };
  const lines = (): string[] => planLines(planned);
  if (chosen.length + overdue.length === 0) {
    context.print(planned, () => [...lines(), "There is nothing to allocate."]);
    return exitCodes.nothing;
  }
  if (!(await context.mayChange(planned, lines))) return exitCodes.done;

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
  const changed = [...results.values()].filter((result) => result === "short" || result === "changed").length;
  context.print({ allocated, noticesPublished: overdue.length, results: Object.fromEntries(results) }, () => [
    "",
    `${counted(allocated, "order")} got stock, and the warehouse its notices.`,
    ...(changed === 0 ? [] : [`${String(changed)} changed meanwhile: run it again.`]),
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

interface Plan {
  readonly allocations: readonly Allocation[];
  /** Orders whose stock was moved in part when something stopped. */
  readonly unfinished: readonly string[];
  readonly notices: readonly string[];
}

function planLines({ allocations, unfinished, notices }: Plan): string[] {
  const rows = allocations.map((allocation) => [
    allocation.orderId,
    allocation.since,
    allocation.lines.map(({ sku, quantity }) => `${String(quantity)} ${sku}`).join(", "),
    outlook(allocation),
  ]);
  return [
    ...(rows.length === 0 ? ["No order waits for stock."] : tableLines(["ORDER", "SINCE", "ITEMS", "THEN"], rows)),
    ...(unfinished.length === 0 ? [] : [`Stock moves that stopped half-way are finished: ${unfinished.join(", ")}`]),
    ...(notices.length === 0 ? [] : [`Notices that are overdue are published: ${notices.join(", ")}`]),
  ];
}

function outlook({ short, byHand }: Allocation): string {
  if (byHand === "fractional-quantity") return `by hand: part of a unit of ${short.join(", ")}`;
  if (byHand === "unreadable-contents") return "by hand: metadata `products` cannot be read";
  return short.length === 0 ? "gets its stock" : `waits: short of ${short.join(", ")}`;
}
