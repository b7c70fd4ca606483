import type { SampleEvent } from "../../functions/shared/stripe/samples.ts";
import type { Item } from "../../offline/operator.ts";
import type { Accepted } from "./delivery.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import type { System } from "./system.ts";

/** What came of everything that was sent, read once for all purchases. */
export interface Outcome {
  /** By order key. */
  readonly orders: ReadonlyMap<string, Item>;
  readonly reservations: ReadonlyMap<string, Item>;
  /** By `mail#<order key>#<kind>`. */
  readonly ledger: ReadonlyMap<string, Item>;
  /** By `stock#<sku>`. */
  readonly stock: ReadonlyMap<string, Item>;
  /** How many mails SES took, by `<reference> <kind>`. */
  readonly mails: ReadonlyMap<string, number>;
  /** Subject and text of the mails by their reference. */
  readonly mailTexts: ReadonlyMap<string, readonly string[]>;
  /** The warehouse's notices by order key. */
  readonly notices: ReadonlyMap<string, readonly Item[]>;
  /** The archived copies by event id. */
  readonly archive: ReadonlyMap<string, readonly unknown[]>;
}

export async function readOutcome({ run }: System): Promise<Outcome> {
  const { operator, outputs, aws } = run;
  const [orders, inventory, ledger] = await Promise.all([
    operator.scan(outputs.ordersTable),
    operator.scan(outputs.inventoryTable),
    operator.scan(outputs.emailTable),
  ]);
  const rows = byKey(inventory, "pk");
  const notices = aws.sns.published(outputs.warehouseTopicArn).map(({ message }) => JSON.parse(message) as Item);
  const archived = aws.events.archived(outputs.archiveArn).map(({ detail }) => detail["event"] as Item);
  return {
    orders: byKey(orders, "orderId"),
    reservations: new Map([...rows].flatMap(([key, row]) => withoutPrefix("reservation#", key, row))),
    stock: new Map([...rows].flatMap(([key, row]) => withoutPrefix("stock#", key, row))),
    ledger: byKey(ledger, "pk"),
    mails: mailCounts(aws.ses.messages()),
    mailTexts: mailTexts(aws.ses.messages()),
    notices: Map.groupBy(notices, (notice) => String(notice["orderId"])),
    archive: Map.groupBy(archived, (event) => String(event["id"])),
  };
}

function byKey(items: readonly Item[], key: string): Map<string, Item> {
  return new Map(items.map((item) => [String(item[key]), item]));
}

function withoutPrefix(prefix: string, key: string, row: Item): [string, Item][] {
  return key.startsWith(prefix) ? [[key.slice(prefix.length), row]] : [];
}

type Mails = ReturnType<System["run"]["aws"]["ses"]["messages"]>;

function referenceOf({ Body: body }: Mails[number]): string {
  return /^Reference: (\S+)$/mu.exec(body?.text_part ?? "")?.[1] ?? "none";
}

function mailCounts(mails: Mails): Map<string, number> {
  const counts = new Map<string, number>();
  for (const mail of mails) {
    const key = `${referenceOf(mail)} ${mail.Tags?.["kind"] ?? "none"}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function mailTexts(mails: Mails): Map<string, string[]> {
  const grouped = Map.groupBy(mails, referenceOf);
  return new Map(
    [...grouped].map(([reference, all]) => [
      reference,
      all.map(({ Subject: subject, Body: body }) => `${subject ?? ""}\n${body?.text_part ?? ""}`),
    ]),
  );
}

/** How exact the effects must be: where answers are lost, notices and archived events may come twice. */
export interface Exactness {
  readonly repeats: boolean;
}

/** What is not as it must be; empty when all is right. Each line names the purchase. */
export function problemsOf(
  outcome: Outcome,
  scenarios: readonly Scenario[],
  accepted: Accepted,
  exactness: Exactness,
): string[] {
  return scenarios.flatMap((scenario) => {
    const problems = [
      ...orderProblems(outcome, scenario),
      ...mailProblems(outcome, scenario),
      ...stockProblems(outcome, scenario, exactness),
      ...scenario.events.flatMap((event) => archiveProblems(outcome, event, accepted, exactness)),
    ];
    return [...new Set(problems)].map((problem) => `${scenario.name} (${scenario.orderKey}): ${problem}`);
  });
}

/** Exactly one order: what was filed under the purchase's other ids has become part of it. */
function orderProblems({ orders }: Outcome, { orderKey, otherKeys, expected }: Scenario): string[] {
  const strays = otherKeys.filter((key) => {
    const other = orders.get(key);
    return other !== undefined && (other["status"] !== "merged" || other["mergedInto"] !== orderKey);
  });
  return [
    ...differing("the order", orders.get(orderKey)?.["status"], expected.status),
    ...strays.map((key) => `a second order under ${key}: ${String(orders.get(key)?.["status"])}`),
  ];
}

function mailProblems({ ledger, mails }: Outcome, { orderKey, reference, expected }: Scenario): string[] {
  const prefix = `mail#${orderKey}#`;
  const entries = [...ledger].filter(([key]) => key.startsWith(prefix));
  const sent = entries.filter(([, { state }]) => state === "sent").map(([key]) => key.slice(prefix.length));
  const kinds = new Set(["confirmation", "receipt", "payment-failed", "refund", ...expected.mails.map(kindOf)]);
  return [
    ...differing("mails marked sent", sent.toSorted().join(", "), expected.mails.toSorted().join(", ")),
    ...[...kinds].flatMap((kind) =>
      differing(
        `mails ${kind}`,
        mails.get(`${reference} ${kind}`) ?? 0,
        expected.mails.filter((mail) => kindOf(mail) === kind).length,
      ),
    ),
  ];
}

function kindOf(mail: string): string {
  return mail.split("#")[0] ?? mail;
}

function stockProblems(
  { reservations, notices }: Outcome,
  { orderKey, otherKeys, scarce, expected }: Scenario,
  { repeats }: Exactness,
): string[] {
  const reservation = reservations.get(orderKey);
  const published = notices.get(orderKey) ?? [];
  const ids = published.map(({ noticeId }) => String(noticeId));
  const distinct = [...new Map(published.map((notice) => [String(notice["noticeId"]), notice])).values()];
  const kinds = distinct.map(({ kind }) => String(kind)).toSorted();
  const short = scarce && !kinds.includes("pick") && expected.notices.includes("pick");
  const status = scarce && reservation?.["status"] === "backordered" ? "reserved" : reservation?.["status"];
  const due = expected.notices.filter((kind) => !short || (kind !== "pick" && kind !== "cancel"));
  const holding = otherKeys.filter((key) =>
    ["reserved", "backordered"].includes(String(reservations.get(key)?.["status"])),
  );
  const sequence = distinct.map((notice) => Number(notice["sequence"])).toSorted((a, b) => a - b);
  return [
    ...differing("the reservation", status, expected.reservation),
    ...holding.map((key) => `a second reservation under ${key}`),
    ...differing("notices", kinds.join(", "), due.toSorted().join(", ")),
    ...differing("the notices' sequence", sequence.join(), due.map((_, index) => index + 1).join()),
    ...(repeats ? [] : differing("notices published", ids.length, distinct.length)),
  ];
}

/** Each acceptance is archived, as the event came. */
function archiveProblems(
  { archive }: Outcome,
  event: SampleEvent,
  accepted: Accepted,
  { repeats }: Exactness,
): string[] {
  const copies = archive.get(event.id) ?? [];
  const text = JSON.stringify(event);
  const times = accepted.get(event.id) ?? 0;
  const enough = repeats ? copies.length >= Math.min(times, 1) : copies.length === times;
  return [
    ...(enough ? [] : [`${event.type} archived ${String(copies.length)} times, accepted ${String(times)} times`]),
    ...(copies.every((copy) => JSON.stringify(copy) === text) ? [] : [`${event.type} is archived altered`]),
  ];
}

/** Initial = available + reserved, nothing negative, and reserved is what the reservations hold. */
export function stockTotalProblems(outcome: Outcome, initial: Readonly<Record<string, number>>): string[] {
  const held = new Map<string, number>();
  for (const { status, unitsKept, lines } of outcome.reservations.values()) {
    if (status !== "reserved" && unitsKept !== true) continue;
    for (const { sku, quantity } of lines as { sku: string; quantity: number }[]) {
      held.set(sku, (held.get(sku) ?? 0) + quantity);
    }
  }
  return Object.entries(initial).flatMap(([sku, units]) => {
    const { available, reserved } = outcome.stock.get(sku) ?? {};
    return [
      ...differing(`${sku}: available + reserved`, Number(available) + Number(reserved), units),
      ...(Number(available) < 0 || Number(reserved) < 0 ? [`${sku}: negative stock`] : []),
      ...differing(`${sku}: reserved`, reserved, held.get(sku) ?? 0),
    ];
  });
}

function differing(what: string, is: unknown, expected: unknown): string[] {
  return is === expected ? [] : [`${what}: ${String(is)} instead of ${String(expected)}`];
}
