import { html, type TemplateResult } from "lit-html";
import type { Stock } from "../../api/stock.ts";
import { command, get } from "../lib/api.ts";
import { counted, numberText } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, idText, loaded, status, time } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";

/** Units of each SKU, and what orders hold or wait for. */
export const stockView: MakeView = (page) => {
  const stock = new Resource<Stock>(
    (signal) => get("stock", signal),
    () => page.render(),
  );

  const run = async (given: Parameters<typeof command>[0]): Promise<void> => {
    const { code, message } = await command(given, () => undefined);
    if (code !== 0) page.report(message === "" ? "There is nothing to do." : message, code === 3 ? undefined : "bad");
    await stock.refresh();
  };
  const setUnits = (event: SubmitEvent, sku: string): void => {
    event.preventDefault();
    const { currentTarget } = event;
    const input = currentTarget instanceof HTMLFormElement ? currentTarget.querySelector("input") : null;
    if (input !== null) void run({ command: "stock-set", sku, available: input.valueAsNumber, yes: true });
  };

  const lines = ({ lines: all }: Stock): TemplateResult =>
    html`<table>
      <thead>
        <tr>
          <th class="grow">SKU</th>
          <th class="number">Available</th>
          <th class="number">Reserved</th>
          <th class="number">Waited for</th>
          <th class="number">Orders wait</th>
          <th>Set available</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(
          ({ sku, available, reserved, backordered, lackedBy, mark }) =>
            html`<tr>
              <td class="grow mono">${sku}${mark === undefined ? "" : html` <span class="bad-text">${mark}</span>`}</td>
              <td class="number ${available === 0 ? "bad-text" : ""}">${numberText(available)}</td>
              <td class="number">${numberText(reserved)}</td>
              <td class="number ${backordered > 0 ? "bad-text" : "faint"}">${numberText(backordered)}</td>
              <td class="number ${lackedBy.length > 0 ? "bad-text" : "faint"}" title=${lackedBy.join(", ")}>
                ${numberText(lackedBy.length)}
              </td>
              <td>
                <form class="inline" @submit=${(event: SubmitEvent) => setUnits(event, sku)}>
                  <input
                    type="number"
                    min="0"
                    max="1000000"
                    required
                    aria-label="Available units of ${sku}"
                    .defaultValue=${String(available)}
                  /><button>Set</button>
                </form>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>`;

  return {
    title: "Stock",
    lead: () =>
      stock.value === undefined
        ? ""
        : `${counted(stock.value.lines.length, "SKU")}, ${counted(stock.value.count, "reservation")}`,
    open: () => void stock.refresh(),
    changed: () => void stock.refresh(),
    actions: () =>
      html`<button @click=${() => void run({ command: "stock-allocate", yes: true })}>Allocate to backorders</button>
        ${stock.value?.lines.some(({ held }) => held !== undefined) === true ? html`<button @click=${() => void run({ command: "stock-check", yes: true })}>Correct the rows</button>` : ""}`,
    template: () =>
      loaded(
        stock,
        (value) =>
          html`<section class="panel">
              <header><h2>Units</h2></header>
              ${value.lines.length === 0 ? empty("No stock") : lines(value)}
            </section>
            <section class="panel">
              <header><h2>Reservations</h2></header>
              ${value.reservations.length === 0 ? empty("No reservation yet", "A paid order reserves what it bought.") : reservations(value)}
            </section>`,
      ),
  };
};

function reservations({ reservations: all }: Stock): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        <th>Order</th>
        <th>Status</th>
        <th class="grow">Units</th>
        <th>Warehouse notices</th>
        <th>Last one</th>
      </tr>
    </thead>
    <tbody>
      ${all.map(({ orderId, status: state, lines, short = [], cause = "out-of-stock", notices }) => {
        const ordered = Object.entries(notices).toSorted(([, a], [, b]) => a.sequence - b.sequence);
        return html`<tr>
          <td><a href="#/orders/${orderId}">${idText(orderId, 30)}</a></td>
          <td>${status(state)}</td>
          <td class="grow">
            ${lines.map(({ sku, quantity }) => `${String(quantity)} × ${sku}`).join(", ")}${state === "backordered" ? html` <span class="bad-text">${cause.replaceAll("-", " ")}: ${short.join(", ")}</span>` : ""}
          </td>
          <td class="soft">
            ${ordered.map(([, { kind, publishedAt }]) => (publishedAt === undefined ? `${kind} (due)` : kind)).join(", ")}
          </td>
          <td class="soft">${time(ordered.at(-1)?.[1].publishedAt)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
