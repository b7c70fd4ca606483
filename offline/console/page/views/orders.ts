import { html, type TemplateResult } from "lit-html";
import type { Trace } from "../../../../ops/core/trace/trace.ts";
import type { OrderList } from "../../api/orders.ts";
import { get } from "../lib/api.ts";
import { counted, moneyText } from "../lib/format.ts";
import { ListAndDetail } from "../lib/list-and-detail.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, fields, follow, idText, loaded, status, time } from "../lib/parts.ts";
import type { Resource } from "../lib/resource.ts";
import { journeyTable, summary } from "./journey.ts";

type Order = NonNullable<Trace["order"]>;

const statuses = ["paid", "placed", "refunded", "partially_refunded", "disputed", "payment_failed", "expired"];

/** The orders table; one order with its facts and what happened to it. */
export const ordersView: MakeView = (page) => {
  const wanted = (): string => page.route.query.get("status") ?? "";
  const shown = new ListAndDetail<OrderList, Trace>({
    query: wanted,
    list: (signal) => get(wanted() === "" ? "orders" : `orders?status=${wanted()}`, signal),
    detail: (id, signal) => get(`orders/${encodeURIComponent(id)}`, signal),
    render: () => page.render(),
    keepsList: false,
  });
  const { list, detail } = shown;

  const chosen = ({ currentTarget }: Event): void => {
    const value = currentTarget instanceof HTMLSelectElement ? currentTarget.value : "";
    page.go(value === "" ? "#/orders" : `#/orders?status=${value}`);
  };

  return {
    title: "Orders",
    lead: () => (list.value === undefined ? "" : counted(list.value.count, "order")),
    open: ({ id }) => shown.open(id),
    changed: () => shown.changed(),
    actions: () =>
      html`<select aria-label="Status" @change=${chosen}>
        <option value="" ?selected=${wanted() === ""}>Every status</option>
        ${statuses.map((each) => html`<option value=${each} ?selected=${wanted() === each}>${each.replaceAll("_", " ")}</option>`)}
      </select>`,
    template: () =>
      shown.template(
        { list: "Orders", detail: "Order" },
        loaded(list, ({ orders }) =>
          orders.length === 0
            ? empty("No orders", html`<a href="#/send">Send an event</a> that places one.`)
            : rows(orders, shown.selected),
        ),
        () => detailOf(shown.selected, detail),
      ),
  };
};

function rows(orders: OrderList["orders"], selected: string): TemplateResult {
  const isShort = selected !== "";
  return html`<table>
    <thead>
      <tr>
        <th>Placed</th>
        <th class="grow">Order</th>
        <th>Status</th>
        <th class="number">Amount</th>
        ${isShort ? "" : html`<th>Customer</th>`}
      </tr>
    </thead>
    <tbody>
      ${orders.map(
        ({ orderId, status: state, createdAt, customerId, amountTotal, currency }) =>
          html`<tr class="link" aria-selected=${orderId === selected ? "true" : "false"} @click=${follow}>
            <td class="soft">${time(createdAt)}</td>
            <td class="grow"><a class="plain mono" href="#/orders/${orderId}">${orderId}</a></td>
            <td>${status(state)}</td>
            <td class="number">${moneyText(amountTotal, currency)}</td>
            ${isShort ? "" : html`<td>${customerId === undefined ? html`<span class="faint">guest</span>` : idText(customerId, 20)}</td>`}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function detailOf(id: string, detail: Resource<Trace>): TemplateResult {
  return html`<header>
      <h2 class="mono">${id}</h2>
      <div class="end">
        <a class="button" href="#/replay?order=${id}">Replay</a><a class="button" href="#/orders">Close</a>
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
              ${items(traced.order)}
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

function items({ items: bought = [] }: Order): TemplateResult {
  if (bought.length === 0) return html`<p class="faint">Not known (yet).</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>SKU</th>
        <th class="grow">Name</th>
        <th class="number">Quantity</th>
      </tr>
    </thead>
    <tbody>
      ${bought.map(
        ({ sku, name, quantity }) =>
          html`<tr>
            <td class="mono">${sku}</td>
            <td class="grow">${name}</td>
            <td class="number">${String(quantity)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function facts({ facts: stored, currency }: Order): TemplateResult {
  const { placed, ...kinds } = stored;
  const registers = Object.entries(kinds).flatMap(([kind, byId]) =>
    Object.entries(byId).map(([id, register]) => ({ kind: kind.slice(0, -1), id, ...register })),
  );
  if (registers.length === 0 && placed === undefined) return html`<p class="faint">None.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th>Object</th>
        <th class="grow">Id</th>
        <th>State</th>
        <th class="number">Amount</th>
        <th>As of</th>
      </tr>
    </thead>
    <tbody>
      ${registers.map(
        ({ kind, id, state, amount, created }) =>
          html`<tr>
            <td>${kind}</td>
            <td class="grow mono">${id}</td>
            <td>${status(state)}</td>
            <td class="number">${moneyText(amount, currency)}</td>
            <td class="soft">${time(new Date(created * 1000).toISOString())}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
