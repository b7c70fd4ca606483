import { html, type TemplateResult } from "lit-html";
import type { Page } from "./page.ts";

interface Filter {
  /** In the page's address and in what the server is asked. */
  readonly name: string;
  readonly kind: "search" | "choice" | "switch";
  /** Of a choice: shown while nothing is chosen. */
  readonly label: string;
  readonly placeholder?: string;
  readonly options?: readonly (readonly [value: string, text: string])[];
}

/** The query as text, `?` before it; empty for none. */
export function queryText(query: URLSearchParams): string {
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** What narrows a list, kept in the page's address. */
export function filters(page: Page, all: readonly Filter[]): TemplateResult {
  const set = (name: string, value: string): void => {
    const query = new URLSearchParams(page.route.query);
    if (value === "") query.delete(name);
    else query.set(name, value);
    const { view, id } = page.route;
    history.replaceState(null, "", `#/${view}${id === "" ? "" : `/${id}`}${queryText(query)}`);
    dispatchEvent(new Event("hashchange"));
  };
  const valueOf = ({ currentTarget }: Event): string =>
    currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLSelectElement
      ? currentTarget.value.trim()
      : "";
  return html`<div class="filters" role="group" aria-label="Filters">
    ${all.map((filter) => {
      const { name, kind, label, placeholder = "", options = [] } = filter;
      const value = page.route.query.get(name) ?? "";
      if (kind === "switch") {
        const isOn = value !== "";
        return html`<button aria-pressed=${String(isOn)} @click=${() => set(name, isOn ? "" : "yes")}>
          ${label}
        </button>`;
      }
      const changed = (event: Event): void => set(name, valueOf(event));
      return kind === "search"
        ? html`<input type="search" aria-label=${label} placeholder=${placeholder} .value=${value} @input=${changed} />`
        : html`<select aria-label=${label} @change=${changed}>
            <option value="" ?selected=${value === ""}>${label}</option>
            ${options.map(([each, text]) => html`<option value=${each} ?selected=${value === each}>${text}</option>`)}
          </select>`;
    })}
  </div>`;
}
