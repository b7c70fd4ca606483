import { html } from "lit-html";
import { icon } from "./lib/icons.ts";
import type { Page } from "./lib/page.ts";

const views: Readonly<Record<string, readonly [hash: string, name: string]>> = {
  f: ["#/flow", "Flow"],
  d: ["#/dashboards", "Dashboards"],
  a: ["#/alarms", "Alarms"],
  e: ["#/events", "Events"],
  o: ["#/orders", "Orders"],
  m: ["#/mail", "Mailbox"],
  s: ["#/stock", "Stock"],
  l: ["#/dead-letters", "Dead letters"],
  g: ["#/logs", "Logs"],
  r: ["#/replay", "Replay"],
  n: ["#/send", "Send events"],
  x: ["#/faults", "Faults"],
};

/** `g` and then a letter goes to a view; the others act at once. */
export class Shortcuts {
  readonly #page: Page & { toggleTheme(): void };
  readonly #help: () => void;
  #isGoing = false;

  constructor(page: Page & { toggleTheme(): void }, help: () => void) {
    this.#page = page;
    this.#help = help;
  }

  handle(event: KeyboardEvent): void {
    const { target, key } = event;
    const isTyping = target instanceof HTMLElement && target.closest("input, textarea, select, dialog[open]") !== null;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const view = this.#isGoing ? views[key] : undefined;
    this.#isGoing = !this.#isGoing && key === "g";
    if (view !== undefined) this.#page.go(view[0]);
    else if (key === "?") this.#help();
    else if (key === "t") this.#page.toggleTheme();
    else if (key === "/") document.querySelector<HTMLInputElement>("input[type=search]")?.focus();
    else return;
    event.preventDefault();
  }
}

export function shortcutsDialog() {
  const rows = [
    ...Object.entries(views).map(([key, [, name]]) => [["g", key], name] as const),
    [["/"], "Search"] as const,
    [["t"], "Light or dark"] as const,
    [["?"], "This list"] as const,
  ];
  return html`<dialog id="shortcuts" aria-labelledby="shortcuts-title">
    <header>
      <h2 id="shortcuts-title">Keyboard shortcuts</h2>
      <button class="quiet icon" aria-label="Close" @click=${close}>${icon("close")}</button>
    </header>
    <div class="body shortcuts">
      ${rows.map(([keys, name]) => html`<div><span>${name}</span><span>${keys.map((key) => html`<kbd>${key}</kbd> `)}</span></div>`)}
    </div>
  </dialog>`;
}

function close({ currentTarget }: Event): void {
  if (currentTarget instanceof Element) currentTarget.closest("dialog")?.close();
}
