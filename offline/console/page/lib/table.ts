import { html, type TemplateResult } from "lit-html";
import { follow, type Content } from "./parts.ts";

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Content | readonly Content[];
  /** `grow` takes the room that is left, and is a row's title where the panel is too narrow for columns. */
  readonly kind?: "grow" | "number" | "soft";
}

interface RowOptions<Row> {
  /** What a click on the row does, besides its link: that link. */
  readonly isLink?: boolean;
  readonly isSelected?: (row: Row) => boolean;
  readonly tone?: (row: Row) => string;
  /** Names the row for tests and styles. */
  readonly key?: (row: Row) => string;
}

/** The one table of all views: rows become cards in a narrow panel, by the style alone. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { isLink = false, isSelected = () => false, tone = () => "", key = () => "" }: RowOptions<Row> = {},
): TemplateResult {
  return html`<table>
    <thead>
      <tr>
        ${columns.map(({ head, kind = "" }) => html`<th class=${kind === "soft" ? "" : kind}>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr
            class="${isLink ? "link" : ""} ${tone(row)}"
            data-key=${key(row)}
            aria-selected=${String(isSelected(row))}
            @click=${isLink ? follow : null}
          >
            ${columns.map(({ head, kind = "", cell }) => html`<td class=${kind} data-label=${head}>${cell(row)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
