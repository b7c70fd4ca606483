import { html, type TemplateResult } from "lit-html";
import type { Journey } from "../../api/journey.ts";
import type { OrderList } from "../../api/orders.ts";
import { get } from "../lib/api.ts";
import { filters, queryText } from "../lib/filters.ts";
import { counted, moneyText } from "../lib/format.ts";
import { ListAndDetail } from "../lib/list-and-detail.ts";
import type { MakeView } from "../lib/page.ts";
import { type Content, empty, fields, loaded, status, time } from "../lib/parts.ts";
import type { Resource } from "../lib/resource.ts";
import { table } from "../lib/table.ts";
import { journeyTable, summary } from "./journey.ts";

type Order = NonNullable<Journey["order"]>;
type Line = OrderList["orders"][number];

/** The orders table; one order with its facts and what happened to it. */
export const ordersView: MakeView = (page) => {
  const query = (): string => queryText(page.route.query);
  const shown = new ListAndDetail<OrderList, Journey>({
    query,
    list: (signal) => get(`orders${query()}`, signal),
    detail: (id, signal) => get(`orders/${encodeURIComponent(id)}`, signal),
    render: () => page.render(),
    keepsList: true,
  });
  const { list, detail } = shown;

  return {
    title: "Orders",
    lead: () => (list.value === undefined ? "" : counted(list.value.count, "order")),
    open: ({ id }) => shown.open(id),
    changed: () => shown.changed(),
    actions: () =>
      filters(page, [
        { name: "search", kind: "search", label: "Search orders", placeholder: "Id, e-mail or name" },
        {
          name: "status",
          kind: "choice",
          label: "Every status",
          options: page.about.orderStatuses.map((each) => [each, each]),
        },
        {
          name: "fulfilment",
          kind: "choice",
          label: "Every fulfilment",
          options: page.about.fulfilments.map((each) => [each, each.replaceAll("-", " ")]),
        },
      ]),
    template: () =>
      shown.template(
        { list: "Orders", detail: "Order" },
        loaded(
          list,
          ({ orders, unplaced }) =>
            html`${unplaced === 0 ? "" : html`<a class="note bad" href="#/events?failed=yes">${counted(unplaced, "event")} failed before an order came of it</a>`}
            ${
              orders.length === 0
                ? empty(
                    "No orders",
                    query() === ""
                      ? html`<a href="#/send">Send an event</a> that places one.`
                      : "Nothing fits what is chosen above.",
                  )
                : rows(orders, shown.selected, query())
            }`,
        ),
        () => detailOf(shown.selected, detail, query()),
      ),
  };
};

function rows(orders: readonly Line[], selected: string, query: string): TemplateResult {
  return table(
    orders,
    [
      {
        head: "Customer",
        kind: "grow",
        cell: ({ orderId, customer, items = [], problems }) =>
          html`<a class="plain" href="#/orders/${orderId}${query}" title=${orderId}
              >${customer?.name ?? customer?.email ?? "guest"}</a
            >
            <small class="faint"
              >${items.map(({ name, quantity }) => `${String(quantity)} × ${name}`).join(", ")}</small
            >
            ${problems.map(({ branch, cause }) => html`<small class="bad-text">${branch} failed: ${cause}</small>`)}`,
      },
      { head: "Placed", kind: "soft", cell: ({ createdAt }) => time(createdAt) },
      {
        head: "Status",
        cell: ({ status: state, fulfilment }) =>
          html`<span class="pills">${status(state)}${fulfilment === undefined ? "" : status(fulfilment)}</span>`,
      },
      { head: "Amount", kind: "number", cell: ({ amountTotal, currency }) => moneyText(amountTotal, currency) },
      {
        head: "Refunded",
        kind: "number",
        cell: ({ amountRefunded = 0, currency }) => (amountRefunded === 0 ? "" : moneyText(amountRefunded, currency)),
      },
    ],
    {
      isLink: true,
      isSelected: ({ orderId }) => orderId === selected,
      key: ({ orderId }) => orderId,
      tone: ({ problems }) => (problems.length > 0 ? "bad" : ""),
    },
  );
}

function detailOf(id: string, detail: Resource<Journey>, query: string): TemplateResult {
  return html`<header>
      <h2 class="mono">${id}</h2>
      <div class="end">
        <a class="button" href="#/replay?order=${id}">Replay</a><a class="button" href="#/orders${query}">Close</a>
      </div>
    </header>
    <div class="body stack">
      ${loaded(detail, (traced) =>
        traced.order === undefined
          ? html`${summary(traced)}
              <h3>Journey</h3>
              ${journeyTable(traced)}`
          : html`${summary(traced)} ${about(traced.order)}
              <h3>Items</h3>
              ${itemsOf(traced.order)} ${totalOf(traced.order)}
              <h3>Parcels</h3>
              ${parcelsOf(traced.order)}
              <h3>Facts</h3>
              ${facts(traced.order)}
              <h3>Timeline</h3>
              ${journeyTable(traced)}`,
      )}
    </div>`;
}

function about({ createdAt, updatedAt, customer, aliases, version }: Order): TemplateResult {
  return fields({
    Placed: time(createdAt),
    Changed: html`${time(updatedAt)} <span class="faint">version ${String(version)}</span>`,
    Customer: [customer.name, customer.email, customer.id ?? "guest"].filter((each) => each !== undefined).join(" · "),
    "Known as": aliases.length === 0 ? undefined : html`<span class="mono">${aliases.join(", ")}</span>`,
  });
}

function itemsOf({ items: bought = [], currency }: Order): TemplateResult {
  if (bought.length === 0) return html`<p class="faint">Not known (yet).</p>`;
  return table(bought, [
    { head: "Name", kind: "grow", cell: ({ name }) => name },
    { head: "SKU", cell: ({ sku }) => html`<span class="mono">${sku}</span>` },
    { head: "Quantity", kind: "number", cell: ({ quantity }) => String(quantity) },
    { head: "Amount", kind: "number", cell: ({ amount }) => moneyText(amount, currency) },
  ]);
}

function totalOf({ totals, amountTotal, currency }: Order): TemplateResult {
  const { subtotal, discount, shipping, tax, taxIncluded } = totals ?? {};
  return fields({
    Subtotal: moneyText(subtotal, currency),
    Discount: moneyText(discount && -discount, currency),
    Shipping: moneyText(shipping, currency),
    Tax: moneyText(tax, currency),
    Total: html`<strong>${moneyText(amountTotal, currency)}</strong>`,
    "Tax included": moneyText(taxIncluded, currency),
  });
}

/** A parcel may be delivered before it is known to be shipped. */
function parcelsOf({
  fulfilment,
  items: bought = [],
  facts: { parcels, deliveries, shortages },
}: Order): TemplateResult {
  const nameOf = new Map(bought.map(({ sku, name }) => [sku, name]));
  const names = [...new Set([...Object.keys(parcels), ...Object.keys(deliveries)])].toSorted();
  const missing =
    fulfilment === "out-of-stock"
      ? html`<p class="note bad">Not on the warehouse's shelf: ${Object.keys(shortages).join(", ")}</p>`
      : "";
  if (names.length === 0)
    return html`${missing}
      <p class="faint">The warehouse has reported none.</p>`;
  return html`${missing}
  ${table(names, [
    {
      head: "Parcel",
      kind: "grow",
      cell: (name) =>
        html`${name}
          <small class="faint"
            >${parcels[name]?.items?.map(({ sku, quantity }) => `${String(quantity)} × ${nameOf.get(sku) ?? sku}`).join(", ")}</small
          >`,
    },
    { head: "State", cell: (name) => status(deliveries[name] === undefined ? "shipped" : "delivered") },
    { head: "Carrier", cell: (name) => parcels[name]?.carrier ?? "" },
    { head: "Tracking", cell: (name) => html`<span class="mono break">${parcels[name]?.tracking ?? ""}</span>` },
    { head: "Shipped", kind: "soft", cell: (name) => timeOf(parcels[name]) },
    { head: "Delivered", kind: "soft", cell: (name) => timeOf(deliveries[name]) },
  ])}`;
}

function timeOf(register: { readonly created: number } | undefined): Content {
  return register === undefined ? "" : time(new Date(register.created * 1000).toISOString());
}

function facts({ facts: stored, currency }: Order): TemplateResult {
  const { placed, ...kinds } = stored;
  const registers = Object.entries(kinds).flatMap(([kind, byId]) =>
    Object.entries(byId).map(([id, register]) => ({ kind: kind.replace(/ies$/u, "ys").slice(0, -1), id, ...register })),
  );
  if (registers.length === 0 && placed === undefined) return html`<p class="faint">None.</p>`;
  return table(registers, [
    { head: "Object", kind: "grow", cell: ({ kind, id }) => html`${kind} <span class="mono break">${id}</span>` },
    { head: "State", cell: ({ state }) => status(state) },
    { head: "Amount", kind: "number", cell: ({ amount }) => moneyText(amount, currency) },
    { head: "As of", kind: "soft", cell: timeOf },
  ]);
}
