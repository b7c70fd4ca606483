import type { Command } from "commander";
import { statusNames } from "../../../domain/order/status.ts";
import { mailOutcomes } from "../../../domain/mail/outcome.ts";
import { orderLists } from "../../aws/order-lists.ts";
import { tracePorts } from "../../aws/trace.ts";
import type { Run, Work } from "../../work.ts";
import { fulfilmentStates, listOrders, type OrderLine, type OrderQuery } from "../../core/list-orders.ts";
import { trace } from "../../core/trace/trace.ts";
import { exitCodes, UsageError } from "../../errors.ts";
import { iso } from "../../output/duration.ts";
import { money } from "../../output/money.ts";
import { tableLines } from "../../output/table.ts";
import { orderLines } from "./order-lines.ts";
import { unknown } from "./trace.ts";
import { addWindow, readGivenWindow, type WindowOptions } from "../../window.ts";

interface Options extends WindowOptions {
  readonly customer?: string;
  readonly status?: string;
  readonly fulfilment?: string;
  readonly mail?: string;
  readonly search?: string;
}

const mostOrders = 100;

export function registerOrders(program: Command, run: Run): void {
  const orders = program
    .command("orders")
    .description(`list the newest ${String(mostOrders)} orders`)
    .option("--customer <id>", "orders of one customer (cus_...); cheap, read from an index")
    .option("--search <text>", "orders with the text in an id, or in the customer's name or e-mail address")
    .option("--status <status>", statuses.join(", "))
    .option("--fulfilment <state>", `what the warehouse reported: ${fulfilmentStates.join(", ")}`)
    .option("--mail <outcome>", `orders with a mail that was ${outcomes.join(", ")}`)
    .action((options: Options) => run(list(options)));
  addWindow(orders, "orders placed");
  program
    .command("order")
    .description("show an order")
    .command("show")
    .argument("<id>", "any id that ops trace accepts")
    .description("show everything stored about an order")
    .action((id: string) => run(show(id)));
}

const outcomes = [...mailOutcomes, "suppressed"];
const statuses = [...statusNames, "merged"];

function list({ customer, status, fulfilment, mail, search, ...window }: Options): Work {
  return async (context) => {
    if (status !== undefined && !statuses.includes(status)) {
      throw new UsageError(`--status ${status}: give ${statuses.join(", ")}`);
    }
    if (fulfilment !== undefined && !fulfilmentStates.some((known) => known === fulfilment)) {
      throw new UsageError(`--fulfilment ${fulfilment}: give ${fulfilmentStates.join(", ")}`);
    }
    if (mail !== undefined && !outcomes.includes(mail)) {
      throw new UsageError(`--mail ${mail}: give ${outcomes.join(", ")}`);
    }
    const query: OrderQuery = {
      ...(customer === undefined ? {} : { customer }),
      ...(status === undefined ? {} : { status }),
      ...(fulfilment === undefined ? {} : { fulfilment }),
      ...(mail === undefined ? {} : { mail }),
      ...(search === undefined ? {} : { search }),
      ...readGivenWindow(window, context.now()),
    };
    const progress = context.reading(`Reading the ${mail === undefined ? "orders" : "e-mail"} table`);
    const lists = orderLists(await context.target(), progress);
    const { orders, count } = await listOrders(query, mostOrders, lists);
    const from = query.since === undefined ? undefined : iso(query.since);
    const to = query.to === undefined ? undefined : iso(query.to);
    context.print({ orders, count, since: from, to }, () => {
      const bounds = [...(from === undefined ? [] : [`since ${from}`]), ...(to === undefined ? [] : [`until ${to}`])];
      const placed = bounds.length === 0 ? "" : ` placed ${bounds.join(" ")}`;
      if (count === 0) return [`No orders${placed}.`];
      const more = count > orders.length ? [`... and ${String(count - orders.length)} older ones.`] : [];
      return [...(placed === "" ? [] : [`Orders${placed}:`, ""]), ...listLines(orders), ...more];
    });
    return count === 0 ? exitCodes.nothing : exitCodes.done;
  };
}

/** The index by customer contains neither amounts nor names. */
function listLines(orders: readonly OrderLine[]): string[] {
  const isPriced = orders.some(({ amountTotal }) => amountTotal !== undefined);
  const isReported = orders.some(({ fulfilment }) => fulfilment !== undefined);
  const rows = orders.map(
    ({ orderId, status, fulfilment = "-", amountTotal, currency, createdAt, customerId, customer }) => [
      orderId,
      status,
      ...(isReported ? [fulfilment] : []),
      ...(isPriced ? [amountTotal === undefined ? "-" : money(amountTotal, currency)] : []),
      createdAt,
      customer?.name ?? customer?.email ?? customerId ?? "guest",
    ],
  );
  return tableLines(
    ["ORDER", "STATUS", ...(isReported ? ["FULFILMENT"] : []), ...(isPriced ? ["AMOUNT"] : []), "PLACED", "CUSTOMER"],
    rows,
  );
}

function show(id: string): Work {
  return async (context) => {
    const traced = await trace(id, tracePorts(await context.target()));
    if (traced?.order === undefined) {
      context.print({ id, found: false }, () => [
        traced === undefined ? unknown(id) : `No order ${traced.orderKey} yet: see ops trace ${id}`,
      ]);
      return exitCodes.nothing;
    }
    const { order, reservation, mails } = traced;
    context.print({ id, found: true, order, reservation, mails }, () => orderLines(order, traced));
    return exitCodes.done;
  };
}
