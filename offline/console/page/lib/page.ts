import type { TemplateResult } from "lit-html";
import type { About } from "../../app.ts";
import type { Snapshot } from "../../flow/live.ts";

/** The page's location: `#/orders/pi_1?status=paid`. */
export interface Route {
  readonly view: string;
  readonly id: string;
  readonly query: URLSearchParams;
}

export interface Page {
  readonly about: About;
  readonly snapshot: Snapshot;
  readonly route: Route;
  /** Redraws everything once, at the next frame. */
  render(): void;
  go(hash: string): void;
  report(message: string, tone?: "bad"): void;
}

/** One of the page's views, made when it is gone to. */
export interface View {
  readonly title: string;
  /** Beside the title. */
  lead?(): string;
  template(): TemplateResult;
  /** In the bar, at the right. */
  actions?(): TemplateResult;
  /** The route changed within the view. Also called once at first. */
  open(route: Route): void;
  /** Something happened in the system; at most every half second. */
  changed?(): void;
  close?(): void;
}

export type MakeView = (page: Page) => View;

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/u, "").split("?");
  const [view = "", ...rest] = path.split("/");
  return {
    view: view === "" ? "flow" : view,
    id: decodeURIComponent(rest.join("/")),
    query: new URLSearchParams(query),
  };
}
