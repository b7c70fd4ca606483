import { isObject } from "../../aws-offline/input.ts";
import type { StoredEvent } from "./account-store.ts";
import { invoicePayments } from "./derive.ts";
import { listParameters, page } from "./list.ts";
import {
  allowOnly,
  parameterGroup,
  parameterRange,
  parameterText,
  parameterTexts,
  type Parameters,
} from "./parameters.ts";
import type { Route, RouteContext } from "./route-context.ts";
import { createRefund } from "./refunds.ts";
import { missing, notSupported } from "./stripe-error.ts";
import { idOf, numberOf, type JsonObject, type StripeObject } from "./stripe-object.ts";
import { expandAll, expanded, findObject, lineItemsOf, refundsOf } from "./view.ts";
import { v2Routes } from "./v2/routes.ts";
import { createEndpoint, deleteEndpoint, updateEndpoint } from "./webhook-endpoints.ts";

/** The route of a request; the id is the path's variable part. @throws StripeApiError for one that there is not. */
export function findRoute(method: string, path: string): { handle: Route["handle"]; id: string } {
  for (const candidate of [...routes, ...v2Routes]) {
    const match = candidate.method === method ? candidate.path.exec(path) : null;
    if (match !== null) {
      return { handle: candidate.handle, id: decodeURIComponent(match[1] ?? "") };
    }
  }
  throw notSupported(`${method} ${path}`);
}

function route(method: string, pattern: string, handle: Route["handle"]): Route {
  return { method, path: new RegExp(`^/v1/${pattern.replace(":id", "([^/]+)")}$`, "u"), handle };
}

/** GET of one object. */
function retrieve(path: string, type: string, param = "id"): Route {
  return route("GET", `${path}/:id`, (parameters, context, id) => {
    allowOnly(parameters, ["expand"]);
    return expanded(known(id, type, context, param), expansions(parameters), context.store);
  });
}

function known(id: string, type: string, { store, livemode }: RouteContext, param = "id"): StripeObject {
  const object = findObject(id, store);
  if (object === undefined || object.object !== type) {
    throw missing(type, id, param);
  }
  if (typeof object["livemode"] === "boolean" && object["livemode"] !== livemode) {
    const [there, here] = livemode ? ["test", "live"] : ["live", "test"];
    throw missing(type, id, param, `; a similar object exists in ${there} mode, but a ${here} mode key was used`);
  }
  return object;
}

/** GET of a list. `names` are the filters that `select` knows. */
function list(
  path: string,
  names: string[],
  select: (parameters: Parameters, context: RouteContext, id: string) => StripeObject[],
): Route {
  return route("GET", path, (parameters, context, id) => {
    allowOnly(parameters, [...listParameters, ...names]);
    const elements = select(parameters, context, id).filter(
      (element) => typeof element["livemode"] !== "boolean" || element["livemode"] === context.livemode,
    );
    const response = page(elements, parameters, `/v1/${path.replace(":id", id)}`);
    expandAll(response, expansions(parameters), context.store);
    return response;
  });
}

function expansions(parameters: Parameters): string[] {
  return parameterTexts(parameters, "expand") ?? [];
}

/** A filter on fields that hold an id or a plain text. */
function matches(parameters: Parameters, names: string[]): (object: StripeObject) => boolean {
  const wanted = names.flatMap((name) => {
    const value = parameterText(parameters, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return (object) => wanted.every(([name, value]) => idOf(object[name]) === value);
}

const sessionFilters = ["payment_intent", "subscription", "customer", "status", "payment_link"];

function selectRefunds(parameters: Parameters, { store }: RouteContext): StripeObject[] {
  const created = parameterRange(parameters, "created");
  const filter = matches(parameters, ["charge", "payment_intent"]);
  const chargeId = parameterText(parameters, "charge");
  const intentId = parameterText(parameters, "payment_intent");
  const asked = store
    .all("charge")
    .filter(
      (charge) => charge.id === chargeId || (intentId !== undefined && idOf(charge["payment_intent"]) === intentId),
    );
  // Completes the charge's refunds before they are read.
  asked.forEach((charge) => refundsOf(charge, store));
  return store.all("refund").filter((refund) => filter(refund) && created(numberOf(refund["created"])));
}

function selectInvoicePayments(parameters: Parameters, { store }: RouteContext): StripeObject[] {
  const payment = parameterGroup(parameters, "payment") ?? {};
  allowOnly(payment, ["type", "payment_intent"]);
  const filter = matches(parameters, ["invoice", "status"]);
  return invoicePayments(store).filter((candidate) => {
    const paid = isObject(candidate["payment"]) ? candidate["payment"] : {};
    return filter(candidate) && Object.entries(payment).every(([name, value]) => idOf(paid[name]) === value);
  });
}

function selectEvents(parameters: Parameters, { store }: RouteContext): StripeObject[] {
  const created = parameterRange(parameters, "created");
  const type = parameterText(parameters, "type");
  const types = parameterTexts(parameters, "types");
  const success = parameterText(parameters, "delivery_success");
  return store
    .events(
      (head) =>
        created(head.created) &&
        (type === undefined || isOfType(head.type, type)) &&
        (types === undefined || types.includes(head.type)) &&
        (success === undefined || head.delivered === (success === "true")),
    )
    .map(eventView);
}

/** `invoice.*` is all of the invoice's. */
function isOfType(name: string, type: string): boolean {
  return type.endsWith(".*") ? name.startsWith(type.slice(0, -1)) : name === type;
}

function eventView({ event, delivered }: StoredEvent): StripeObject {
  return { ...event, pending_webhooks: delivered ? 0 : 1 };
}

function retrieveEvent(_parameters: Parameters, { store }: RouteContext, id: string): JsonObject {
  const stored = store.findEvent(id);
  if (stored === undefined) {
    throw missing("event", id);
  }
  return eventView(stored);
}

function selectLines(type: string): (parameters: Parameters, context: RouteContext, id: string) => StripeObject[] {
  return (_parameters, context, id) => {
    const owner = known(id, type, context);
    return type === "invoice" ? (context.store.lines(id) ?? []) : lineItemsOf(owner, context.store);
  };
}

const routes: Route[] = [
  list("checkout/sessions", sessionFilters, (parameters, { store }) =>
    store.all("checkout.session").filter(matches(parameters, sessionFilters)),
  ),
  list("checkout/sessions/:id/line_items", [], selectLines("checkout.session")),
  retrieve("checkout/sessions", "checkout.session", "session"),
  retrieve("payment_intents", "payment_intent", "intent"),
  list("invoices/:id/lines", [], selectLines("invoice")),
  retrieve("invoices", "invoice", "invoice"),
  list("invoice_payments", ["payment", "invoice", "status"], selectInvoicePayments),
  retrieve("invoice_payments", "invoice_payment"),
  list("refunds", ["charge", "payment_intent", "created"], selectRefunds),
  retrieve("refunds", "refund"),
  route("POST", "refunds", createRefund),
  retrieve("charges", "charge"),
  retrieve("customers", "customer"),
  retrieve("disputes", "dispute"),
  list("products", ["ids"], (parameters, { store }) => {
    const ids = parameterTexts(parameters, "ids");
    return store.all("product").filter((product) => ids === undefined || ids.includes(product.id));
  }),
  retrieve("products", "product"),
  retrieve("prices", "price", "price"),
  list("events", ["created", "type", "types", "delivery_success"], selectEvents),
  route("GET", "events/:id", retrieveEvent),
  list("webhook_endpoints", [], (_parameters, { store }) => store.all("webhook_endpoint")),
  retrieve("webhook_endpoints", "webhook_endpoint"),
  route("POST", "webhook_endpoints", createEndpoint),
  route("POST", "webhook_endpoints/:id", updateEndpoint),
  route("DELETE", "webhook_endpoints/:id", deleteEndpoint),
];
