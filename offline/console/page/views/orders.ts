import { html, type TemplateResult } from "lit-html";
import type { Trace } from "../../../../ops/core/trace/trace.ts";
import type { OrderList } from "../../api/orders.ts";
import { get } from "../lib/api.ts";
import { filters, queryText } from "../lib/filters.ts";
import { counted, moneyText } from "../lib/format.ts";
import { ListAndDetail } from "../lib/list-and-detail.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, fields, loaded, status, time } from "../lib/parts.ts";
import type { Resource } from "../lib/resource.ts";
import { table } from "../lib/table.ts";
import { journeyTable, summary } from "./journey.ts";

type Order = NonNullable<Trace["order"]>;
type Line = OrderList["orders"][number];

/** The orders table; one order with its facts and what happened to it. */
export const ordersView: MakeView = (page) => {
  const query = (): string => queryText(page.route.query);
  const shown = new ListAndDetail<OrderList, Trace>({
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
      { head: "Status", cell: ({ status: state }) => status(state) },
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

function detailOf(id: string, detail: Resource<Trace>, query: string): TemplateResult {
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
              ${itemsOf(traced.order)}
              <h3>Facts</h3>
              ${facts(traced.order)}
              <h3>Timeline</h3>
              ${journeyTable(traced)}`,
      )}
    </div>`;
}

function about({ createdAt, updatedAt, customer, shipTo, aliases, version }: Order): TemplateResult {
  return fields({
    Placed: time(createdAt),
    Changed: html`${time(updatedAt)} <span class="faint">version ${String(version)}</span>`,
    Customer: [customer.name, customer.email, customer.id ?? "guest"].filter((each) => each !== undefined).join(" · "),
    "Ships to": shipTo === undefined ? undefined : Object.values(shipTo).join(", "),
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
    { head: "As of", kind: "soft", cell: ({ created }) => time(new Date(created * 1000).toISOString()) },
  ]);
}
