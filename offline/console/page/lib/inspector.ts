import { html, type TemplateResult } from "lit-html";

/** Sends what somebody has edited; `isNew`: under an id of its own. */
export type SendAgain = (event: object, isNew: boolean) => Promise<void>;

/** JSON that folds and can be copied; an event can be edited and sent again. */
export function inspector(value: unknown, sendAgain?: SendAgain): TemplateResult {
  const text = JSON.stringify(value, null, 2);
  return html`<div class="inspector">
    <div class="row">
      <button @click=${(event: Event) => void copy(event, text)}>Copy</button>
      <button @click=${(event: Event) => fold(event, false)}>Fold</button>
      <button @click=${(event: Event) => fold(event, true)}>Unfold</button>
    </div>
    <div class="code json" tabindex="0">${node(value)}</div>
    ${sendAgain === undefined ? "" : editor(text, sendAgain)}
  </div>`;
}

function node(value: unknown, name?: string, comma = ""): TemplateResult {
  const label = name === undefined ? "" : html`<b>${JSON.stringify(name)}</b>: `;
  if (typeof value !== "object" || value === null) {
    return html`<div>${label}<span class=${typeof value}>${JSON.stringify(value)}</span>${comma}</div>`;
  }
  const isList = Array.isArray(value);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const entries = Object.entries(value);
  if (entries.length === 0) return html`<div>${label}${open}${close}${comma}</div>`;
  return html`<details open>
    <summary>${label}${open}<span class="faint folded"> ${String(entries.length)} … ${close}</span></summary>
    <div class="inner">
      ${entries.map(([key, each], index) => node(each, isList ? undefined : key, index < entries.length - 1 ? "," : ""))}
    </div>
    <div>${close}${comma}</div>
  </details>`;
}

async function copy({ currentTarget: button }: Event, text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  if (button instanceof HTMLElement) button.textContent = "Copied";
}

/** All but the outermost. */
function fold({ currentTarget: button }: Event, isOpen: boolean): void {
  if (!(button instanceof HTMLElement)) return;
  for (const each of button.closest(".inspector")?.querySelectorAll<HTMLDetailsElement>(".inner details") ?? []) {
    each.open = isOpen;
  }
}

function editor(text: string, sendAgain: SendAgain): TemplateResult {
  const submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const area = form instanceof HTMLFormElement ? form.querySelector("textarea") : null;
    if (!(form instanceof HTMLFormElement) || area === null) return;
    try {
      const edited: unknown = JSON.parse(area.value);
      area.setCustomValidity("");
      void sendAgain(edited as object, form.querySelector<HTMLInputElement>("input")?.checked === true);
    } catch (cause) {
      area.setCustomValidity(String(cause));
      area.reportValidity();
    }
  };
  const typed = ({ currentTarget: area }: Event): void => {
    if (area instanceof HTMLTextAreaElement) area.setCustomValidity("");
  };
  return html`<details class="editor">
    <summary>Edit and send again</summary>
    <form class="stack" @submit=${submitted}>
      <textarea
        name="event"
        rows="14"
        spellcheck="false"
        aria-label="The event"
        .defaultValue=${text}
        @input=${typed}
      ></textarea>
      <div class="row">
        <label class="check"><input type="checkbox" checked /> under a new id; with its own it is a duplicate</label>
        <button class="primary">Sign and send</button>
      </div>
    </form>
  </details>`;
}
