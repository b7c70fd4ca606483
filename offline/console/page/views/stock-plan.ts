import { html, type TemplateResult } from "lit-html";
import type { Allocation } from "../../../../ops/core/stock/allocate.ts";
import type { BookDifference } from "../../../../ops/core/stock/books.ts";
import { counted } from "../lib/format.ts";

export type StockAction = "stock-allocate" | "stock-check";

/** What a dry run found, which waits for the word to go on. */
export interface StockPlan {
  readonly action: StockAction;
  readonly lines: readonly string[];
  /** What the button does; undefined where nothing can be done from here. */
  readonly doing: string | undefined;
}

/** @param result of the command's dry run */
export function stockPlan(action: StockAction, result: unknown): StockPlan {
  return action === "stock-allocate"
    ? allocationPlan(result as Parameters<typeof allocationPlan>[0])
    : correctionPlan(result as Parameters<typeof correctionPlan>[0]);
}

function allocationPlan(found: {
  readonly allocations: readonly Allocation[];
  readonly unfinished: readonly string[];
  readonly notices: readonly string[];
}): StockPlan {
  const filled = found.allocations.filter(({ short, byHand }) => short.length === 0 && byHand === undefined);
  return {
    action: "stock-allocate",
    lines: [
      ...found.allocations.map(
        ({ orderId, short, byHand }) =>
          `${orderId} ${byHand === undefined ? (short.length === 0 ? "gets its stock" : `waits: short of ${short.join(", ")}`) : `by hand: ${byHand}`}`,
      ),
      ...found.unfinished.map((orderId) => `${orderId} has its half-finished move ended`),
      ...found.notices.map((orderId) => `${orderId} has its overdue notice published`),
    ],
    doing: `Allocate to ${counted(filled.length + found.unfinished.length, "order")}`,
  };
}

function correctionPlan({ differences }: { readonly differences: readonly BookDifference[] }): StockPlan {
  return {
    action: "stock-check",
    lines: differences.map(
      ({ sku, row, held, shipped }) =>
        `${sku}: reserved ${change(row?.reserved, held)}, shipped ${change(row?.shipped, shipped)}`,
    ),
    doing: differences.length === 0 ? undefined : `Correct ${counted(differences.length, "row")}`,
  };
}

function change(before = 0, found: number): string {
  return before === found ? `stays ${String(found)}` : `${String(before)} becomes ${String(found)}`;
}

export function planNote({ lines, doing }: StockPlan, apply: () => void, cancel: () => void): TemplateResult {
  return html`<div class="note warn" data-plan="stock">
    <p><strong>Dry run.</strong></p>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
    <div class="row">
      ${doing === undefined ? "" : html`<button class="primary" @click=${apply}>${doing}</button>`}
      <button @click=${cancel}>Cancel</button>
    </div>
  </div>`;
}
