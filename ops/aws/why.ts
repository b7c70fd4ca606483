import { readOrder } from "../../domain/order/stored-order.ts";
import { branchesOf, deadLetterSources } from "../branches.ts";
import { deadLetterPorts } from "./dead-letter-ports.ts";
import { consumerWith, stripeTypes } from "../consumers.ts";
import type { Context } from "../context.ts";
import { CauseGroups, type CauseGroup } from "../core/dead-letters/groups.ts";
import { survey } from "../core/dead-letters/survey.ts";
import { readLogs } from "../core/logs/read-logs.ts";
import { stockLines } from "../core/stock/overview.ts";
import { contradictions } from "../core/why/contradictions.ts";
import type { Branches, Failing, Ring, Sight, Window } from "../core/why/sight.ts";
import { openStripe, stripeAsker } from "../stripe.ts";
import { listEvents } from "../../functions/shared/stripe/event-list.ts";
import type { Target } from "../target.ts";
import { hasWebhook } from "../webhook.ts";
import { consumerPorts } from "./consumers.ts";
import { journalled } from "../../functions/shared/journalled.ts";
import { logPorts } from "./logs.ts";
import { queueDepth } from "./queues.ts";
import { byName, seer } from "./see.ts";
import { isOpen, readBooks, readOr } from "./stock.ts";
import { tableReads } from "./table-reads.ts";
import { unheardNotices } from "./unheard-notices.ts";
import { viewPorts } from "./view.ts";
import { brokenWires } from "./wiring.ts";

const day = 24 * 60 * 60_000;
/** Stripe's own retries end then. */
const undeliveredFor = 3 * day;
const sampled = 300;

/** Looks at everything at once; nothing is changed, and nothing that fails keeps the rest from being seen. */
export async function look(target: Target, context: Context, window: Window): Promise<Sight> {
  const see = seer(context);
  const unreadable = new Set<string>();
  const { inventory, ...seen } = await byName({
    alarms: see(() => rings(target, context)),
    deadLetters: see(() => letters(target, context)),
    failing: see(() => failures(target, context, window)),
    branches: see(() => states(target, context)),
    webhook: hasWebhook(target.outputs) ? see(() => requests(target, context, window)) : { unsupported: true as const },
    undelivered: see(() => unknownToUs(target, context)),
    wires: see(() => brokenWires(target)),
    unheard: see(() => unheardNotices(target, context.now())),
    inventory: see(() => readSample(target, context.now(), unreadable)),
  });
  const { branches, deadLetters } = seen;
  const stock = "ok" in inventory ? { ok: inventory.ok.stock } : inventory;
  const tables = await see(async () => {
    if (!("ok" in inventory)) return [];
    const orders = await someOrders(target, unreadable);
    const reads = tableReads(target.clients.documents, target.outputs, (reason) => unreadable.add(reason));
    const found = await contradictions({ orders, reservations: inventory.ok.sample }, reads);
    // What is on its way to a table, was given up, or is a row that cannot be read, is not missing in it.
    const busy = "ok" in branches ? branches.ok : {};
    const given = "ok" in deadLetters ? deadLetters.ok : [];
    return found.flatMap((one) => {
      const consumer = consumerWith(one.effect, target.outputs)?.name;
      if (consumer === undefined) return [];
      const dead = given.filter(({ branch }) => branch === consumer).reduce((sum, { count }) => sum + count, 0);
      const elsewhere = (busy[consumer]?.waiting ?? 0) + dead + unreadable.size;
      return one.missing > elsewhere ? [{ ...one, consumer }] : [];
    });
  });
  return { window, now: context.now(), ...seen, unreadable: [...unreadable], stock, contradictions: tables };
}

async function rings(target: Target, context: Context): Promise<Ring[]> {
  return (await viewPorts(target, context).alarms()).flatMap(({ name, state, meaning, rangAt: at }) => {
    const isRinging = state === "ALARM";
    return isRinging || at !== undefined ? [{ name, meaning, isRinging, ...(at === undefined ? {} : { at }) }] : [];
  });
}

async function letters(target: Target, context: Context): Promise<CauseGroup[]> {
  const groups = await Promise.all(
    deadLetterSources(target.outputs).map(async (branch) => {
      const found = new CauseGroups(branch.name);
      await survey(branch.name, await deadLetterPorts(branch, context), (letter) => found.add(letter));
      return found.list();
    }),
  );
  return groups.flat();
}

async function failures(target: Target, context: Context, window: Window): Promise<Failing[]> {
  const sources = Object.keys(target.outputs.functionNames).filter((name) => name !== "stripeWebhook");
  const pattern = '?"record failed" ?"record waits"';
  const { lines } = await readLogs(sources, { ...window, level: "info" }, logPorts(target, context.signal), {
    pattern,
  });
  const groups = new Map<string, Failing>();
  for (const { message, eventId = "", fields } of lines) {
    const { consumer, cause } = fields;
    if (typeof consumer !== "string" || typeof cause !== "string") continue;
    const waits = message.startsWith("record waits");
    const said = message.replace(/^record (?:failed|waits): /u, "");
    const key = JSON.stringify([consumer, cause, said, waits]);
    const records = (groups.get(key)?.records ?? 0) + 1;
    groups.set(key, { consumer, cause, message: said, records, waits, example: eventId });
  }
  return [...groups.values()];
}

async function states(target: Target, context: Context): Promise<Record<string, Branches>> {
  const ports = consumerPorts(target, context);
  const found = branchesOf(target.outputs).map(async ({ name, queueUrl, consumer }) => {
    const depth = await queueDepth(target.clients.sqs, queueUrl);
    const waiting = depth.waiting + depth.inFlight + depth.delayed;
    return [name, { waiting, ...(consumer === undefined ? {} : { mapping: await ports.state(consumer) }) }] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

async function requests(target: Target, context: Context, window: Window) {
  const { lines } = await readLogs(["stripeWebhook"], { ...window, level: "info" }, logPorts(target, context.signal));
  const refused: Record<string, number> = {};
  const errors: Record<string, number> = {};
  let accepted = 0;
  let isOver = true;
  let refusedSince: Record<string, number> = {};
  for (const { level, message, fields } of lines) {
    const reason = String(fields["reason"]);
    if (message === "accepted") {
      accepted += 1;
      isOver = true;
      refusedSince = {};
    } else if (message === "refused") {
      refused[reason] = (refused[reason] ?? 0) + 1;
      refusedSince[reason] = (refusedSince[reason] ?? 0) + 1;
    } else if (level === "error") {
      errors[message] = (errors[message] ?? 0) + 1;
      isOver = false;
    }
  }
  return { accepted, refused, refusedSince, errors, isOver };
}

/** Of those that Stripe could not deliver; the journal knows one whose response was lost only. */
async function unknownToUs(target: Target, context: Context) {
  const ask = stripeAsker(await openStripe(target));
  const since = Math.floor((context.now() - undeliveredFor) / 1_000);
  const found: { id: string; created: number }[] = [];
  const options = { types: stripeTypes(target.outputs), since, undelivered: true };
  for await (const page of listEvents(ask, options)) {
    found.push(...page.map(({ id, created }) => ({ id: String(id), created: Number(created) })));
  }
  const { clients, outputs } = target;
  const known = await journalled(
    clients.documents,
    outputs.journalTable,
    found.map(({ id }) => id),
  );
  return found.filter(({ id }) => !known.has(id));
}

async function readSample(target: Target, now: number, unreadable: Set<string>) {
  const chosen = new Set<string>();
  const { rows, reservations, differences } = await readBooks(
    target,
    () => undefined,
    (reservation) => {
      if (isOpen(reservation)) return true;
      if (reservation.facts.paid && chosen.size < sampled) chosen.add(reservation.orderId);
      return chosen.has(reservation.orderId);
    },
    (reason) => unreadable.add(reason),
  );
  const backorders = reservations.filter(({ status }) => status === "backordered");
  const lines = stockLines(rows, backorders, differences).filter(({ lackedBy }) => lackedBy.length > 0);
  const overdue = reservations.filter(({ notices }) =>
    Object.values(notices).some(({ publishedAt, leaseUntil }) => publishedAt === undefined && leaseUntil <= now),
  );
  const stock = {
    // What a row that cannot be read holds is not known.
    differences: unreadable.size > 0 ? [] : differences,
    negative: rows.filter(({ available }) => available < 0),
    lacked: Object.fromEntries(lines.map(({ sku, lackedBy }) => [sku, lackedBy.length])),
    waiting: backorders.length,
    paid: backorders.filter(({ facts }) => facts.paid).length,
    overdue: overdue.length,
  };
  return { stock, sample: reservations };
}

async function someOrders({ clients, outputs }: Target, unreadable: Set<string>) {
  const { Items = [] } = await clients.documents.scan({ TableName: outputs.ordersTable, Limit: sampled });
  return Items.flatMap((item) =>
    readOr(
      () => readOrder(item),
      (reason) => unreadable.add(reason),
    ),
  );
}
