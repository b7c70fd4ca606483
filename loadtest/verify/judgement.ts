import { isHandledEventType } from "../../domain/event/types.ts";
import { mailKey, mailKindIn } from "../../domain/mail/keys.ts";
import { mailKinds } from "../../domain/mail/kinds.ts";
import type { SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import type { Problem } from "./problem.ts";
import { countUnits } from "./stock.ts";
import { fingerprint, rowsOf, type Accepted, type Item, type Outcome } from "./outcome.ts";
import { reportedEvents } from "../../packages/stripe-offline/scenarios/report.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";

/** How exact the effects must be. */
export interface Exactness {
  /**
   * Responses were lost: then archived events and warehouse notices, which are at least once, may have come again, and a
   * mail whose outcome nobody knows may or may not have gone out.
   */
  readonly faults: boolean;
  /** Requests without a response, by event id: they may have been accepted besides. */
  readonly uncertain?: ReadonlyMap<string, number>;
  /** What was posted of an event, where it was not the event itself. */
  readonly posted?: (event: SampleEvent) => object;
}

/** Empty when all is right. */
export function problemsOf(
  outcome: Outcome,
  scenarios: readonly Scenario[],
  accepted: Accepted,
  exactness: Exactness,
): Problem[] {
  return scenarios.flatMap((scenario) => {
    const problems = [
      ...orderProblems(outcome, scenario, accepted),
      ...mailProblems(outcome, scenario, exactness),
      ...stockProblems(outcome, scenario, exactness),
      ...scenario.events.flatMap((event) => {
        const { posted = (it) => it } = exactness;
        return archiveProblems(outcome, event, posted(event), accepted, exactness);
      }),
      // SQS may hand the inbox a message again.
      ...reportedEvents(scenario).flatMap((event) =>
        archiveProblems(outcome, event, event, accepted, { faults: true }),
      ),
    ];
    return problems.map(({ kind, text }) => ({ kind, text: `${scenario.name} (${scenario.orderKey}): ${text}` }));
  });
}

/** Exactly one order: what was filed under the purchase's other ids has become part of it. */
function orderProblems({ orders }: Outcome, scenario: Scenario, accepted: Accepted): Problem[] {
  const { orderKey, otherKeys, expected } = scenario;
  const unexpected = otherKeys.filter((key) => {
    const other = orders.get(key);
    return other !== undefined && (other["status"] !== "merged" || other["mergedInto"] !== orderKey);
  });
  const order = orders.get(orderKey);
  return [
    ...(order === undefined && expected.status !== undefined ? [loss("no order")] : []),
    ...(order === undefined ? [] : wrong("the order", order["status"], expected.status)),
    ...wrong("the fulfilment", order?.["fulfilment"], expected.fulfilment),
    ...(order === undefined || order["status"] === "unplaced" ? [] : contentProblems(order, scenario)),
    ...(order === undefined ? [] : timelineProblems(order, scenario, accepted)),
    ...unexpected.map((key) => double(`a second order under ${key}: ${String(orders.get(key)?.["status"])}`)),
  ];
}

function contentProblems(order: Item, { items, amount, currency, expected: { amountPaid } }: Scenario): Problem[] {
  return [
    ...wrong("the order's items", linesOf(order["items"]), linesOf(items)),
    ...wrong("the order's amount", order["amountTotal"], amount),
    ...(amountPaid === undefined ? [] : wrong("what was paid", order["amountPaid"], amountPaid)),
    ...wrong("the order's currency", order["currency"], currency),
  ];
}

/** Each accepted event has left its trace in the order: an entry, or its count where there are too many of its type. */
function timelineProblems(order: Item, scenario: Scenario, accepted: Accepted): Problem[] {
  const { events, apart } = scenario;
  const known = new Set(rowsOf(order["timeline"]).map(({ eventId }) => eventId));
  const missing = [...events, ...reportedEvents(scenario)].filter(
    ({ id, type }) => isHandledEventType(type) && accepted.has(id) && !known.has(id) && !apart.includes(id),
  );
  return [...Map.groupBy(missing, ({ type }) => type)].flatMap(([type, left]) => {
    const omissions = rowsOf(order["omitted"]).filter((omission) => omission["type"] === type);
    const count = omissions.reduce((sum, omission) => sum + Number(omission["count"]), 0);
    return left.slice(count).map(({ id }) => loss(`${type} ${id} is not in the order`));
  });
}

/** `SKU x quantity`, in any order of the lines. */
function linesOf(lines: unknown): string {
  return rowsOf(lines)
    .map(({ sku, quantity }) => `${String(sku)} x ${JSON.stringify(quantity)}`)
    .toSorted()
    .join(", ");
}

function mailProblems(
  { ledger, mails }: Outcome,
  { orderKey, reference, expected }: Scenario,
  { faults }: Exactness,
): Problem[] {
  const prefix = mailKey(orderKey, "");
  const entries = [...ledger].filter(([key]) => key.startsWith(prefix));
  const inState = (state: string): string[] =>
    entries.filter(([, entry]) => entry["state"] === state).map(([key]) => key.slice(prefix.length));
  const unknown = faults ? inState("sending") : [];
  const marked = [...inState("sent"), ...unknown].toSorted();
  return [
    ...wrong("mails marked sent", marked.join(", "), expected.mails.toSorted().join(", ")),
    ...Object.keys(mailKinds).flatMap((kind) => {
      const of = (all: readonly string[]): number => all.filter((mail) => mailKindIn(mail) === kind).length;
      const text = `mails ${kind}`;
      if (mails === undefined) return [];
      const sent = mails.get(`${reference} ${kind}`) ?? 0;
      return counted(text, sent, of(expected.mails) - of(unknown), of(expected.mails));
    }),
  ];
}

function stockProblems(
  { reservations, notices }: Outcome,
  { orderKey, otherKeys, goods, scarce, expected }: Scenario,
  { faults }: Exactness,
): Problem[] {
  const reservation = reservations.get(orderKey);
  const published = notices.get(orderKey) ?? [];
  const distinct = [...new Map(published.map((notice) => [JSON.stringify(notice), notice])).values()];
  const kinds = distinct.map(({ kind }) => String(kind)).toSorted();
  // Scarce goods may have run out, and what has left is not picked.
  const mayLack = scarce || expected.reservation === "shipped";
  const isShort = mayLack && !kinds.includes("pick") && expected.notices.includes("pick");
  const due = expected.notices.filter((kind) => !isShort || (kind !== "pick" && kind !== "cancel"));
  const came = reservation?.["status"];
  const status = scarce && came === "backordered" && expected.reservation === "reserved" ? "reserved" : came;
  const holding = otherKeys.filter((key) =>
    ["reserved", "backordered"].includes(String(reservations.get(key)?.["status"])),
  );
  const sequence = distinct.map((notice) => Number(notice["sequence"])).toSorted((a, b) => a - b);
  return [
    ...(reservation === undefined && expected.reservation !== undefined ? [loss("no reservation")] : []),
    ...(reservation === undefined ? [] : wrong("the reservation", status, expected.reservation)),
    ...(linesOf(reservation?.["lines"]) === ""
      ? []
      : wrong("the reserved", linesOf(reservation?.["lines"]), linesOf(goods))),
    ...holding.map((key) => double(`a second reservation under ${key}`)),
    ...due.filter((kind) => !kinds.includes(kind)).map((kind) => loss(`no notice ${kind}`)),
    ...wrong("notices", kinds.join(", "), due.toSorted().join(", ")),
    ...wrong("the notices' sequence", sequence.join(), due.map((_, index) => index + 1).join()),
    ...(faults ? [] : counted("notices published", published.length, distinct.length, distinct.length)),
  ];
}

/** Each acceptance is archived, as the event came. */
function archiveProblems(
  { archive }: Outcome,
  event: Pick<SampleEvent, "id" | "type">,
  posted: object,
  accepted: Accepted,
  { faults, uncertain }: Exactness,
): Problem[] {
  if (archive === undefined) return [];
  const copies = archive.get(event.id) ?? [];
  const whole = fingerprint(posted);
  const times = accepted.get(event.id) ?? 0;
  const most = faults ? Number.POSITIVE_INFINITY : times + (uncertain?.get(event.id) ?? 0);
  return [
    ...counted(`${event.type} in the archive`, copies.length, times, most),
    ...(copies.every((copy) => copy === whole)
      ? []
      : [{ kind: "wrong" as const, text: `${event.type} is archived altered` }]),
  ];
}

/**
 * Initial = available + reserved + shipped, nothing negative, and both are what the reservations say.
 * @param stock by SKU
 */
export function stockTotalProblems(
  { reservations }: Pick<Outcome, "reservations">,
  stock: ReadonlyMap<string, Item>,
  initial: Readonly<Record<string, number>>,
): Problem[] {
  const units = countUnits(reservations.values());
  return Object.entries(initial).flatMap(([sku, all]) => {
    const { available, reserved, shipped = 0 } = stock.get(sku) ?? {};
    return [
      ...wrong(`${sku}: available + reserved + shipped`, Number(available) + Number(reserved) + Number(shipped), all),
      ...wrong(
        `${sku}: negative`,
        [available, reserved, shipped].some((each) => Number(each) < 0),
        false,
      ),
      ...wrong(`${sku}: reserved`, reserved, units.reserved.get(sku) ?? 0),
      ...wrong(`${sku}: shipped`, shipped, units.shipped.get(sku) ?? 0),
    ];
  });
}

function loss(text: string): Problem {
  return { kind: "loss", text };
}

function double(text: string): Problem {
  return { kind: "double", text };
}

function counted(what: string, is: number, atLeast: number, atMost: number): Problem[] {
  const text = `${what}: ${String(is)} instead of ${String(is < atLeast ? atLeast : atMost)}`;
  if (is < atLeast) return [loss(text)];
  return is > atMost ? [double(text)] : [];
}

function wrong(what: string, is: unknown, expected: unknown): Problem[] {
  return is === expected ? [] : [{ kind: "wrong", text: `${what}: ${String(is)} instead of ${String(expected)}` }];
}
