import { html, type TemplateResult } from "lit-html";
import type { Stock } from "../../api/stock.ts";
import { command, get } from "../lib/api.ts";
import { counted, numberText } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, idText, loaded, status, time } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";
import { table } from "../lib/table.ts";
import { planNote, stockPlan, type StockAction, type StockPlan } from "./stock-plan.ts";

export const stockView: MakeView = (page) => {
  const stock = new Resource<Stock>(
    (signal) => get("stock", signal),
    () => page.render(),
  );

  let plan: StockPlan | undefined;
  const run = async (given: Parameters<typeof command>[0]): Promise<unknown> => {
    const { code, message, result } = await command(given, () => undefined);
    if (code !== 0) page.report(message === "" ? "There is nothing to do." : message, code === 3 ? undefined : "bad");
    await stock.refresh();
    return code === 0 ? result : undefined;
  };
  const show = (shown: StockPlan | undefined): void => {
    plan = shown;
    page.render();
  };
  const look = async (action: StockAction): Promise<void> => {
    const found = await run({ command: action, yes: false });
    show(found === undefined ? undefined : stockPlan(action, found));
  };
  const apply = ({ action }: StockPlan): void => {
    show(undefined);
    void run({ command: action, yes: true });
  };
  const setUnits = (event: SubmitEvent, sku: string): void => {
    event.preventDefault();
    const { currentTarget } = event;
    const input = currentTarget instanceof HTMLFormElement ? currentTarget.querySelector("input") : null;
    if (input !== null) void run({ command: "stock-set", sku, available: input.valueAsNumber, yes: true });
  };

  const lines = ({ lines: all }: Stock): TemplateResult =>
    table(all, [
      {
        head: "SKU",
        kind: "grow",
        cell: ({ sku, mark }) =>
          html`<span class="mono">${sku}</span
            >${mark === undefined ? "" : html` <span class="bad-text">${mark}</span>`}`,
      },
      { head: "Available", kind: "number", cell: ({ available }) => figure(available, available <= 0) },
      { head: "Reserved", kind: "number", cell: ({ reserved }) => numberText(reserved) },
      { head: "Waited for", kind: "number", cell: ({ backordered }) => figure(backordered, backordered > 0) },
      {
        head: "Orders wait",
        kind: "number",
        cell: ({ lackedBy }) =>
          html`<span title=${lackedBy.join(", ")}>${figure(lackedBy.length, lackedBy.length > 0)}</span>`,
      },
      {
        head: "Set available",
        cell: ({ sku, available }) =>
          html`<form class="inline" @submit=${(event: SubmitEvent) => setUnits(event, sku)}>
            <input
              type="number"
              min="0"
              max="1000000"
              required
              aria-label="Available units of ${sku}"
              .defaultValue=${String(available)}
            /><button>Set</button>
          </form>`,
      },
    ]);

  return {
    title: "Stock",
    lead: () =>
      stock.value === undefined
        ? ""
        : `${counted(stock.value.lines.length, "SKU")}, ${counted(stock.value.count, "reservation")}`,
    open: () => void stock.refresh(),
    changed: () => void stock.refresh(),
    actions: () =>
      html`<button @click=${() => void look("stock-allocate")}>Allocate to backorders …</button>
        ${stock.value?.lines.some(({ held }) => held !== undefined) === true ? html`<button @click=${() => void look("stock-check")}>Correct the rows …</button>` : ""}`,
    template: () =>
      loaded(
        stock,
        (value) =>
          html`${plan === undefined ? "" : planNote(plan, apply.bind(undefined, plan), () => show(undefined))}
            <section class="panel">
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

function figure(count: number, isBad: boolean): TemplateResult {
  return html`<span class=${isBad ? "bad-text" : count === 0 ? "faint" : ""}>${numberText(count)}</span>`;
}

function reservations({ reservations: all }: Stock): TemplateResult {
  return table(
    all.map((each) => ({
      ...each,
      ordered: Object.values(each.notices).toSorted((a, b) => a.sequence - b.sequence),
    })),
    [
      { head: "Order", cell: ({ orderId }) => html`<a href="#/orders/${orderId}">${idText(orderId, 24)}</a>` },
      { head: "Status", cell: ({ status: state }) => status(state) },
      {
        head: "Units",
        kind: "grow",
        cell: ({ lines, status: state, short = [], cause = "out-of-stock" }) =>
          html`${lines.map(({ sku, quantity }) => `${String(quantity)} × ${sku}`).join(", ")}${
            state === "backordered"
              ? html` <span class="bad-text">${cause.replaceAll("-", " ")}: ${short.join(", ")}</span>`
              : ""
          }`,
      },
      {
        head: "Warehouse notices",
        kind: "soft",
        cell: ({ ordered }) =>
          ordered.map(({ kind, publishedAt }) => (publishedAt === undefined ? `${kind} (due)` : kind)).join(", "),
      },
      { head: "Last one", kind: "soft", cell: ({ ordered }) => time(ordered.at(-1)?.publishedAt) },
    ],
    { tone: ({ status: state }) => (state === "backordered" ? "bad" : "") },
  );
}
