import type { Command } from "commander";
import { DynamoDbReservationStore } from "../../functions/shared/stores/reservation-store.ts";
import { snsWarehouse } from "../../functions/shared/sns-warehouse.ts";
import type { Reservation } from "../../domain/stock/reservation.ts";
import { readBooks } from "../aws/stock.ts";
import type { Context } from "../context.ts";
import { publishedNotices, resend } from "../core/warehouse/resend.ts";
import { exitCodes, stopIfInterrupted, UsageError, type ExitCode } from "../errors.ts";
import { counted } from "../output/count.ts";
import { tableLines } from "../output/table.ts";
import { addWindow, readGivenWindow, type WindowOptions } from "../window.ts";
import type { Run } from "../work.ts";

interface Options extends WindowOptions {
  readonly order?: string;
}

export function registerWarehouse(program: Command, run: Run): void {
  const command = program
    .command("warehouse")
    .description("notices to the warehouse")
    .command("resend")
    .option("--order <id>", "the notices of one order")
    .description("publish notices again, with the same ids and the next attempt number")
    .action((options: Options) => run((context) => resendNotices(context, options)));
  addWindow(command, "notices published");
}

async function resendNotices(context: Context, { order, ...given }: Options): Promise<ExitCode> {
  const window = readGivenWindow(given, context.now());
  if (order === undefined && window.since === undefined) throw new UsageError("Give --order ID, or --since TIME");
  const { clients, outputs } = await context.target();
  const store = new DynamoDbReservationStore(clients.documents, outputs.inventoryTable, context.now);
  const notices = publishedNotices(await reservationsOf(order, context, store), window);
  if (notices.length === 0) {
    context.print({ notices }, () => ["No notice was published then; one that is due and not out: stock allocate."]);
    return exitCodes.nothing;
  }
  const plan = notices.map(({ noticeId, kind, orderId, sequence, attempt }) => ({
    noticeId,
    kind,
    orderId,
    sequence,
    attempt: attempt + 1,
  }));
  const lines = (): string[] => [
    ...tableLines(
      ["NOTICE", "KIND", "SEQUENCE", "ATTEMPT"],
      plan.map(({ noticeId, kind, sequence, attempt }) => [noticeId, kind, sequence, attempt]),
    ),
    `${counted(notices.length, "notice")} published again to everybody who is subscribed to the warehouse topic.`,
  ];
  if (!(await context.mayChange({ notices: plan }, lines))) return exitCodes.done;

  const ports = { store, warehouse: snsWarehouse(clients.sns, outputs.warehouseTopicArn) };
  const progress = context.progress("Publishing");
  for (const [done, notice] of notices.entries()) {
    stopIfInterrupted(context.signal, `${String(done)} of ${String(notices.length)} notices are published.`);
    await resend(notice, ports);
    progress(done + 1, notices.length);
  }
  context.print({ published: notices.length }, () => ["", `${counted(notices.length, "notice")} published.`]);
  return exitCodes.done;
}

async function reservationsOf(
  order: string | undefined,
  context: Context,
  store: DynamoDbReservationStore,
): Promise<readonly Reservation[]> {
  if (order === undefined) {
    const progress = context.reading("Reading the inventory table");
    return (await readBooks(await context.target(), progress)).reservations;
  }
  const reservation = await store.read(order);
  if (reservation === undefined) throw new UsageError(`${order} has no reservation: give the id of an order`);
  return [reservation];
}
