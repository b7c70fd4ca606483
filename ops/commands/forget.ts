import type { Command } from "commander";
import { forgetPorts } from "../aws/forget.ts";
import { readFunctionSettings } from "../aws/function-settings.ts";
import { keysOfOrder, tracePorts } from "../aws/trace.ts";
import type { Run, Work } from "../work.ts";
import { findPersonal, forget, type Found } from "../core/forget.ts";
import { findOrder } from "../core/trace/find-order.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { counted } from "../output/count.ts";
import { unknown } from "./trace/trace.ts";

interface ForgetOptions {
  readonly customer?: string;
  readonly order?: string;
}

export function registerForget(program: Command, run: Run): void {
  program
    .command("forget")
    .description("remove a customer's personal data from orders, e-mail ledger and journal")
    .option("--customer <id>", "Stripe customer id (cus_...), or <account>/<id> for a connected account's customer")
    .option("--order <id>", "one order, by any of its Stripe ids: for guests, who have no customer id")
    .action((options: ForgetOptions) => run(forgetting(options)));
}

function forgetting({ customer, order }: ForgetOptions): Work {
  return async (context) => {
    if ((customer === undefined) === (order === undefined))
      throw new UsageError("Give --customer, or --order for a guest");
    const target = await context.target();
    const { clients, outputs } = target;
    const { retentionDays } = await readFunctionSettings(clients.lambda, outputs);
    const ports = forgetPorts(clients.documents, outputs, context.now);
    const ids = customer === undefined ? [...(await keysOfOrder(order ?? "", target))] : await ports.ordersOf(customer);
    const found = await findPersonal(ids, ports);
    const count = countOf(found);
    const fetched = found.fetched.length === 0 ? "" : `, ${counted(found.fetched.length, "fetched object")}`;
    const stays = staysOf(retentionDays);
    if (count === 0) {
      const isKnown =
        customer === undefined ? (await findOrder(order ?? "", tracePorts(target))) !== undefined : ids.length > 0;
      const clean =
        customer === undefined ? "The order holds" : `The ${counted(ids.length, "order")} of ${customer} hold`;
      context.print({ ...found, isKnown, stays }, () =>
        isKnown ? [`${clean} no personal data.`, ...staysLines(stays)] : [unknownLine(customer, order)],
      );
      return exitCodes.nothing;
    }
    const lines = (): string[] => [
      `Names, addresses and phone numbers are in ${counted(found.orders.length, "order")}, ${counted(found.purchases.length, "purchase snapshot")}${fetched} of the journal, ${counted(found.reservations.length, "reservation")} and ${counted(found.mails.length, "mail")} of the e-mail ledger:`,
      ...[
        ...found.orders.map((key) => `order ${key}`),
        ...found.purchases.map((key) => `snapshot ${key}`),
        ...found.fetched.map((id) => `object of ${id}`),
        ...found.reservations.map((key) => `reservation ${key}`),
        ...found.mails,
      ].map((line) => `  ${line}`),
      ...staysLines(stays),
    ];
    if (!(await context.mayChange({ ...found, stays }, lines))) return exitCodes.done;
    const progress = context.progress("Removing personal data, entries");
    await forget(found, ports, { signal: context.signal, onProgress: (done) => progress(done, count) });
    const left = await findPersonal(ids, ports);
    const rest = countOf(left);
    context.print({ removed: found, left, stays }, () => [
      "",
      rest === 0
        ? `Done: ${String(count)} entries hold no personal data any more.`
        : `${String(rest)} entries got new data meanwhile: run it again.`,
    ]);
    return rest === 0 ? exitCodes.done : exitCodes.failed;
  };
}

function countOf({ orders, purchases, reservations, fetched, mails }: Found): number {
  return [orders, purchases, reservations, fetched, mails].reduce((sum, { length }) => sum + length, 0);
}

function unknownLine(customer: string | undefined, order = ""): string {
  return customer === undefined
    ? unknown(order)
    : `No order of ${customer} is known. For a connected account's customer give <account>/<id>; for a guest give --order`;
}

function staysOf(retentionDays: number): string[] {
  return [
    "order and payment ids, amounts, items, times: the books have to be kept, and name nobody",
    "the Stripe customer id: a pseudonym that only Stripe can resolve; delete the customer there too",
    `the archive's raw events, for at most ${String(retentionDays)} days: EventBridge cannot delete single ones. A replay of them leaves orders that have them applied as they are; wiping the orders table and replaying would bring the data back`,
    "messages in dead-letter queues, for at most 14 days: dlq purge",
    "mails that were sent: at the customer's",
    "an address that bounced: on SES's suppression list of the account (aws sesv2 delete-suppressed-destination)",
  ];
}

function staysLines(stays: readonly string[]): string[] {
  return [
    "",
    "What stays, and why:",
    ...stays.map((line) => `  ${line}`),
    "A later event of the customer's (a refund, a new order) brings data with it: run it again then.",
  ];
}
