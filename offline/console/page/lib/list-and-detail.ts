import { html, type TemplateResult } from "lit-html";
import { Resource } from "./resource.ts";

interface Sources<List, Detail> {
  /** What the route asks the list for. */
  readonly query: () => string;
  readonly list: (signal: AbortSignal) => Promise<List>;
  readonly detail: (id: string, signal: AbortSignal) => Promise<Detail>;
  readonly render: () => void;
  /** Whether another query keeps the list visible until the response, as while somebody types. */
  readonly keepsList: boolean;
}

/** A list, and beside it the entry that the route names. */
export class ListAndDetail<List, Detail> {
  readonly list: Resource<List>;
  readonly detail: Resource<Detail>;
  readonly #sources: Sources<List, Detail>;
  #asked: string | undefined;
  #selected = "";

  constructor(sources: Sources<List, Detail>) {
    this.#sources = sources;
    this.list = new Resource(sources.list, sources.render);
    this.detail = new Resource((signal) => sources.detail(this.#selected, signal), sources.render);
  }

  /** The id of the entry; empty for none. */
  get selected(): string {
    return this.#selected;
  }

  open(id: string): void {
    const query = this.#sources.query();
    if (this.#asked !== query) void (this.#sources.keepsList ? this.list.refresh() : this.list.replace());
    this.#asked = query;
    if (id === this.#selected) return;
    this.#selected = id;
    if (id !== "") void this.detail.replace();
  }

  changed(): void {
    void this.list.refresh();
    if (this.#selected !== "") void this.detail.refresh();
  }

  /** @param names how the two panels are called */
  template(
    names: { readonly list: string; readonly detail: string },
    list: TemplateResult,
    detail: () => TemplateResult,
  ): TemplateResult {
    const isOpen = this.#selected !== "";
    return html`<div class="split ${isOpen ? "open" : ""}">
      <section class="panel scroll" aria-label=${names.list}>${list}</section>
      ${isOpen ? html`<section class="panel scroll" aria-label=${names.detail}>${detail()}</section>` : ""}
    </div>`;
  }
}
