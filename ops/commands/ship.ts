import type { Command } from "commander";
import { readWarehouseMessage, type WarehouseMessage } from "../../domain/parcel/message.ts";
import type { ParcelItem } from "../../domain/parcel/parcel.ts";
import { ProcessingError } from "../../domain/failure.ts";
import { tracePorts } from "../aws/trace.ts";
import { warehouseInbox } from "../branches.ts";
import type { Context } from "../context.ts";
import { findOrder } from "../core/trace/find-order.ts";
import { exitCodes, UsageError, type ExitCode } from "../errors.ts";
import type { Target } from "../target.ts";
import type { Run } from "../work.ts";

interface Options {
  readonly order: string;
  readonly parcel: string;
  readonly carrier?: string;
  readonly tracking?: string;
  readonly item?: readonly ParcelItem[];
  readonly delivered?: true;
}

export function registerShip(program: Command, run: Run): void {
  program
    .command("ship")
    .requiredOption("--order <id>", "the order, by any id of it")
    .option("--parcel <name>", "which of the order's parcels", "1")
    .option("--carrier <name>", "for the customer's mail")
    .option("--tracking <number>", "for the customer's mail")
    .option("--item <sku=quantity>", "which of the order's items are in the parcel; may be repeated", withItem)
    .option("--delivered", "the parcel has arrived")
    .description("report a parcel as a warehouse would: shipped, or delivered")
    .action((options: Options) => run((context) => ship(context, options)));
}

/** A SKU may have a `=` of its own. */
function withItem(text: string, earlier: readonly ParcelItem[] = []): readonly ParcelItem[] {
  const end = text.lastIndexOf("=");
  const quantity = Number(text.slice(end + 1));
  if (end < 1 || !(quantity > 0)) throw new UsageError(`--item ${text}: expected SKU=QUANTITY, such as MUG-BLUE=2`);
  return [...earlier, { sku: text.slice(0, end), quantity }];
}

async function ship(context: Context, options: Options): Promise<ExitCode> {
  const target = await context.target();
  const queueUrl = target.outputs.queueUrls[warehouseInbox];
  if (queueUrl === undefined) {
    throw new UsageError("The stack takes no warehouse messages: set warehouseInbox to true and deploy it");
  }
  const { order, message } = await messageOf(options, target);
  const { status, fulfilment = "not shipped", facts } = order;
  const known = Object.keys(facts.parcels);
  const lines = (): string[] => [
    `${message.order} is ${status}, ${fulfilment}${known.length === 0 ? "" : `; parcels: ${known.join(", ")}`}.`,
    `Sent to ${warehouseInbox}: ${JSON.stringify(message)}`,
    ...(options.delivered === true ? [] : ["Its units leave the stock for good, and the customer gets a mail."]),
  ];
  if (!(await context.mayChange({ status, fulfilment, message }, lines))) return exitCodes.done;
  await target.clients.sqs.sendMessage({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) });
  context.print({ sent: message }, () => ["", `Sent; \`trace ${message.order}\` shows what comes of it.`]);
  return exitCodes.done;
}

async function messageOf({ order: id, delivered, ...parcel }: Options, target: Target) {
  if (delivered === true) refuseContents(parcel);
  const found = await findOrder(id, tracePorts(target));
  if (found?.order === undefined) throw new UsageError(`No order is known by ${id}`);
  const { parcel: name, carrier, tracking, item: items } = parcel;
  const skus = found.order.items?.map(({ sku }) => sku) ?? [];
  const unknown = items?.find(({ sku }) => !skus.includes(sku));
  if (unknown !== undefined) throw new UsageError(`The order has no item ${unknown.sku}: it has ${skus.join(", ")}`);
  const said = delivered === true ? { parcel: name } : { parcel: name, carrier, tracking, items };
  const kind = delivered === true ? "delivered" : "shipped";
  const text = JSON.stringify({ kind, order: found.order.orderId, ...said });
  return { order: found.order, message: checked(text) };
}

/** What only a parcel on its way has. */
function refuseContents({ carrier, tracking, item }: Pick<Options, "carrier" | "tracking" | "item">): void {
  const [given] = Object.entries({ carrier, tracking, item }).find(([, value]) => value !== undefined) ?? [];
  if (given !== undefined)
    throw new UsageError(`--delivered takes no --${given}: report it when the parcel is shipped`);
}

/** The inbox's own rules, before the message is a dead letter. */
function checked(text: string): WarehouseMessage {
  try {
    return readWarehouseMessage(text);
  } catch (error) {
    if (error instanceof ProcessingError) throw new UsageError(error.message);
    throw error;
  }
}
