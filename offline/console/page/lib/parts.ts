import { html, type TemplateResult } from "lit-html";
import { consoleLink, parseMarkdown, type Block, type Inline } from "./markdown.ts";
import { shortId, timeText } from "./format.ts";

export type Content = TemplateResult | string;

export function empty(title: string, text: Content = ""): TemplateResult {
  return html`<div class="empty"><strong>${title}</strong><span>${text}</span></div>`;
}

/** While it is asked for, when it failed, or what there is. */
export function loaded<Value>(
  { value, problem }: { readonly value: Value | undefined; readonly problem: string | undefined },
  show: (value: Value) => TemplateResult,
): TemplateResult {
  if (value !== undefined) return show(value);
  return problem === undefined
    ? html`<div class="empty" aria-busy="true">Loading</div>`
    : html`<p class="note bad" role="alert">${problem}</p>`;
}

export function time(iso: string | undefined): TemplateResult {
  return html`<time datetime=${iso ?? ""} title=${iso ?? ""}>${timeText(iso)}</time>`;
}

/** An id, short, whole in its title. */
export function idText(id: string, most?: number): TemplateResult {
  return html`<span class="mono id" title=${id}>${shortId(id, most)}</span>`;
}

const tones: Readonly<Record<string, string>> = {
  paid: "good",
  sent: "good",
  reserved: "good",
  shipped: "good",
  delivered: "good",
  "out-of-stock": "bad",
  COMPLETED: "good",
  OK: "good",
  refunded: "soft",
  "partially-refunded": "warn",
  disputed: "bad",
  failed: "bad",
  "payment-failed": "bad",
  ALARM: "bad",
  backordered: "bad",
  bounced: "bad",
  complained: "bad",
  rejected: "bad",
  delayed: "warn",
  suppressed: "warn",
  sending: "warn",
  warn: "warn",
  error: "bad",
  fatal: "bad",
  claimed: "warn",
  INSUFFICIENT_DATA: "soft",
  RUNNING: "replay",
  STARTING: "replay",
};

const words: Readonly<Record<string, string>> = { OK: "OK", ALARM: "In alarm", INSUFFICIENT_DATA: "No data" };

export function status(text: string): TemplateResult {
  return html`<span class="pill ${tones[text] ?? "soft"}">${words[text] ?? text.replaceAll("_", " ")}</span>`;
}

export function fields(entries: Readonly<Record<string, Content | undefined>>): TemplateResult {
  const known = Object.entries(entries).filter(([, value]) => value !== undefined && value !== "");
  return html`<dl class="fields">
    ${known.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/** A row that leads somewhere by click; its link does so by keyboard. */
export function follow(event: Event): void {
  const { target, currentTarget } = event;
  if (
    !(target instanceof Element) ||
    !(currentTarget instanceof Element) ||
    target.closest("a, button, input") !== null
  )
    return;
  currentTarget.querySelector("a")?.click();
}

export function markdown(text: string): TemplateResult {
  return html`<div class="prose">${parseMarkdown(text).map(block)}</div>`;
}

function block(part: Block): TemplateResult {
  if (part.kind === "heading") {
    return part.level <= 2 ? html`<h2>${inline(part.content)}</h2>` : html`<h3>${inline(part.content)}</h3>`;
  }
  if (part.kind === "paragraph") return html`<p>${inline(part.content)}</p>`;
  if (part.kind === "code") return html`<pre class="code" tabindex="0">${part.text}</pre>`;
  if (part.kind === "table") return tableOf(part.rows);
  const items = part.items.map((each) => html`<li>${inline(each)}</li>`);
  return part.isOrdered
    ? html`<ol>
        ${items}
      </ol>`
    : html`<ul>
        ${items}
      </ul>`;
}

function tableOf([head = [], ...rows]: Extract<Block, { kind: "table" }>["rows"]): TemplateResult {
  const cells = (name: "th" | "td", row: (typeof rows)[number]): TemplateResult[] =>
    row.map((cell) => (name === "th" ? html`<th>${inline(cell)}</th>` : html`<td class="grow">${inline(cell)}</td>`));
  return html`<table>
    <thead>
      <tr>
        ${cells("th", head)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${cells("td", row)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function inline(parts: readonly Inline[]): Content[] {
  return parts.map((part): Content => {
    if (part.kind === "text") return part.text;
    if (part.kind === "code") return html`<code>${part.text}</code>`;
    if (part.kind === "strong") return html`<strong>${part.text}</strong>`;
    if (part.kind === "emphasis") return html`<em>${part.text}</em>`;
    const href = consoleLink(part.href);
    return href === undefined ? part.text : html`<a href=${href} rel="noreferrer">${part.text}</a>`;
  });
}
