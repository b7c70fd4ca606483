import { isObject } from "../../aws-offline/input.ts";
import type { AccountStore } from "./account-store.ts";
import { deriveLineItems, deriveObject, invoicePayments } from "./derive.ts";
import { completeRefunds } from "./derived-refunds.ts";
import { invalid } from "./stripe-error.ts";
import { idOf, type JsonObject, type StripeObject } from "./stripe-object.ts";

/** Stripe embeds the first ten elements of an object's lists. */
const embeddedLimit = 10;
/** Stripe's limit of one `expand` path. */
const deepestExpansion = 4;

/** What is known of an id, from events or derived. */
export function findObject(id: string, store: AccountStore): StripeObject | undefined {
  return store.find(id) ?? store.behind(Number.POSITIVE_INFINITY, () => deriveObject(id, store));
}

export function lineItemsOf(session: StripeObject, store: AccountStore): StripeObject[] {
  return store.lines(session.id) ?? deriveLineItems(store, session);
}

export function refundsOf(charge: StripeObject, store: AccountStore): StripeObject[] {
  store.behind(Number.POSITIVE_INFINITY, () => completeRefunds(store, charge));
  return store.all("refund").filter((refund) => idOf(refund["charge"]) === charge.id);
}

/** The object as Stripe returns it by default: a copy, an invoice with its first lines. */
function viewOf(object: StripeObject, store: AccountStore): StripeObject {
  const copy = structuredClone(object);
  if (object.object === "invoice") {
    copy["lines"] = embedded(store.lines(object.id) ?? [], `/v1/invoices/${object.id}/lines`);
  }
  return copy;
}

function embedded(elements: StripeObject[], url: string): JsonObject {
  return {
    object: "list",
    data: structuredClone(elements.slice(0, embeddedLimit)),
    has_more: elements.length > embeddedLimit,
    total_count: elements.length,
    url,
  };
}

/** Lists that an object carries only when they are asked for. */
const includable: Readonly<Record<string, (object: StripeObject, store: AccountStore) => JsonObject>> = {
  "checkout.session.line_items": (session, store) =>
    embedded(lineItemsOf(session, store), `/v1/checkout/sessions/${session.id}/line_items`),
  "charge.refunds": (charge, store) => embedded(refundsOf(charge, store), `/v1/charges/${charge.id}/refunds`),
  "invoice.payments": (invoice, store) =>
    embedded(
      invoicePayments(store).filter((payment) => idOf(payment["invoice"]) === invoice.id),
      `/v1/invoice_payments?invoice=${invoice.id}`,
    ),
};

/** A copy with the asked paths expanded. @throws StripeApiError for a path that cannot be expanded. */
export function expanded(object: StripeObject, paths: string[], store: AccountStore): StripeObject {
  const view = viewOf(object, store);
  expandAll(view, paths, store);
  return view;
}

/** Expands in place; for a list the paths begin with `data`. */
export function expandAll(view: JsonObject, paths: string[], store: AccountStore): void {
  for (const path of paths) {
    const steps = path.split(".");
    if (steps.length > deepestExpansion) {
      throw invalid(`You cannot expand more than ${deepestExpansion} levels of a property. Property: ${path}`);
    }
    expandPath(view, steps, store);
  }
}

/** Ids that a shop may choose itself: a plan's from before there were prices, a product's. */
const chosenByShops: ReadonlySet<string> = new Set(["price", "product"]);

/** What Stripe's objects always have, `null` where it is nothing: an event made by hand may leave it out. */
const nullable: ReadonlySet<string> = new Set([
  "checkout.session.customer",
  "checkout.session.payment_intent",
  "invoice.customer",
  "payment_intent.customer",
  "payment_intent.latest_charge",
]);

/** A part of which each `type` has another member, as an invoice payment's `payment`: what it has not is not an error. */
function hasVariants({ object, type }: JsonObject): boolean {
  return object === undefined && typeof type === "string";
}

function expandPath(holder: JsonObject, [step = "", ...rest]: string[], store: AccountStore): void {
  const name = `${String(holder["object"])}.${step}`;
  const include = includable[name];
  if (include !== undefined && holder[step] === undefined) {
    holder[step] = include({ ...holder, id: String(holder["id"]), object: String(holder["object"]) }, store);
  }
  if (nullable.has(name)) holder[step] ??= null;
  const value = holder[step];
  if (typeof value === "string" && (/^[a-z]+_\w+$/u.test(value) || chosenByShops.has(step))) {
    const found = findObject(value, store);
    // An id of a kind that is not kept here stays an id.
    if (found !== undefined) {
      holder[step] = viewOf(found, store);
    }
  } else if (value === undefined ? !hasVariants(holder) : typeof value !== "object") {
    throw invalid(`This property cannot be expanded (${step}).`, "expand");
  }
  if (rest.length > 0) {
    const inner = Array.isArray(holder[step]) ? holder[step].filter(isObject) : [holder[step]].filter(isObject);
    inner.forEach((next) => expandPath(next, rest, store));
  }
}
