import { html, render } from "lit-html";
import type { About } from "../app.ts";
import type { Snapshot } from "../flow/live.ts";
import { get } from "./lib/api.ts";
import { icon } from "./lib/icons.ts";
import { parseRoute, type Page, type Route, type View } from "./lib/page.ts";
import { toggleTheme, isDark } from "./lib/theme.ts";
import { groups, makeView } from "./navigation.ts";
import { shortcutsDialog, Shortcuts } from "./shortcuts.ts";

const changeMilliseconds = 500;
const toastMilliseconds = 6_000;

export class Shell implements Page {
  readonly about: About;
  snapshot: Snapshot = { queues: {}, consumers: {}, traffic: {}, ringing: [], alarms: 0, faults: [] };
  route: Route = parseRoute(location.hash);
  readonly #root: HTMLElement;
  readonly #shortcuts = new Shortcuts(this, () => this.#showShortcuts());
  #view: View | undefined;
  #frame = 0;
  #isLive = false;
  #isChangeDue = false;
  #toasts: { readonly message: string; readonly tone: string }[] = [];

  constructor(root: HTMLElement, about: About) {
    this.#root = root;
    this.about = about;
  }

  async start(): Promise<void> {
    this.snapshot = await get<Snapshot>("snapshot");
    addEventListener("hashchange", () => this.#open());
    addEventListener("keydown", (event) => this.#shortcuts.handle(event));
    this.#open();
    this.#listen();
  }

  render(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      render(this.#template(), this.#root);
    });
  }

  go(hash: string): void {
    location.hash = hash;
  }

  report(message: string, tone = ""): void {
    const toast = { message, tone };
    this.#toasts = [...this.#toasts.slice(-2), toast];
    this.render();
    setTimeout(() => {
      this.#toasts = this.#toasts.filter((each) => each !== toast);
      this.render();
    }, toastMilliseconds);
  }

  #open(): void {
    this.#root.querySelector<HTMLElement>(".side:popover-open")?.hidePopover();
    const before = this.route.view;
    this.route = parseRoute(location.hash);
    if (this.#view === undefined || before !== this.route.view) {
      this.#view?.close?.();
      this.#view = makeView(this.route.view)(this);
      this.#root.querySelector(".content")?.scrollTo(0, 0);
    }
    this.#view.open(this.route);
    document.title = `${this.#view.title} · offline run`;
    this.render();
  }

  #listen(): void {
    const source = new EventSource("/api/live");
    source.addEventListener("open", () => this.#setLive(true));
    source.addEventListener("error", () => this.#setLive(false));
    source.addEventListener("snapshot", (event) => {
      this.snapshot = JSON.parse(String(event.data)) as Snapshot;
      this.render();
      if (this.#isChangeDue) return;
      this.#isChangeDue = true;
      setTimeout(() => {
        this.#isChangeDue = false;
        this.#view?.changed?.();
      }, changeMilliseconds);
    });
  }

  #setLive(isLive: boolean): void {
    this.#isLive = isLive;
    this.render();
    if (isLive) this.#view?.changed?.();
  }

  #showShortcuts(): void {
    const dialog = this.#root.querySelector("#shortcuts");
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  }

  #template() {
    const view = this.#view;
    return html`<a class="skip" href="#content" @click=${(event: Event) => this.#skip(event)}>Skip to content</a>
      <div class="shell">
        ${this.#side()}
        <div class="main">
          <header class="bar">
            <button class="quiet icon menu" popovertarget="side" aria-label="Views">${icon("menu")}</button>
            <h1>${view?.title ?? ""}</h1>
            <span class="lead">${view?.lead?.() ?? ""}</span>
            <div class="end">${view?.actions?.() ?? ""}</div>
          </header>
          <main class="content" id="content" tabindex="-1" data-view=${this.route.view}>${view?.template() ?? ""}</main>
        </div>
      </div>
      <div class="toasts" role="status" aria-live="polite">
        ${this.#toasts.map(({ message, tone }) => html`<div class="toast ${tone}">${message}</div>`)}
      </div>
      ${shortcutsDialog()}`;
  }

  #side() {
    const { stage, timeScale } = this.about;
    return html`<aside class="side" id="side" aria-label="Console" popover>
      <a class="brand" href="#/flow">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        <span
          ><strong>Order processing</strong
          ><span>offline · ${stage}${timeScale === 1 ? "" : ` · ${String(timeScale)}×`}</span></span
        >
      </a>
      <nav aria-label="Views">
        ${groups(this).map(
          ({ title, links }) =>
            html`<h2>${title}</h2>
              <ul>
                ${links.map(({ name, href, view, count, tone }) => {
                  const isCurrent =
                    location.hash === href ||
                    (view === this.route.view && view !== "dashboards") ||
                    (this.route.view === "dashboards" && href.endsWith(`/${this.route.id}`));
                  return html`<li>
                    <a href=${href} aria-current=${isCurrent ? "page" : "false"}>
                      ${icon(view === "dashboards" ? name.toLowerCase() : view)}<span>${name}</span>
                      ${count === 0 ? "" : html`<span class="count ${tone}">${String(count)}</span>`}
                    </a>
                  </li>`;
                })}
              </ul>`,
        )}
      </nav>
      <footer>
        <span class="link-state" data-live=${String(this.#isLive)}
          ><i></i><span>${this.#isLive ? "Live" : "Not connected"}</span></span
        >
        <button
          class="quiet icon"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          @click=${() => this.#showShortcuts()}
        >
          ${icon("keys")}
        </button>
        <button
          class="quiet icon"
          aria-label=${isDark() ? "Light theme" : "Dark theme"}
          title="Theme (t)"
          @click=${() => this.toggleTheme()}
        >
          ${icon(isDark() ? "sun" : "moon")}
        </button>
      </footer>
    </aside>`;
  }

  toggleTheme(): void {
    toggleTheme();
    this.render();
  }

  #skip(event: Event): void {
    event.preventDefault();
    this.#root.querySelector<HTMLElement>("#content")?.focus();
  }
}
