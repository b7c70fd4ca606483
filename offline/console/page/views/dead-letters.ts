import { html, type TemplateResult } from "lit-html";
import type { CauseGroup } from "../../../../ops/core/dead-letters/groups.ts";
import type { OpsCommand } from "../../api/commands.ts";
import { command, type Outcome } from "../lib/api.ts";
import { counted, numberText } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, idText, json, loaded, time } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";
import { deadLetters } from "../lib/system.ts";

/** What was given up, by cause, and the way back: `ops dlq`. */
export const deadLettersView: MakeView = (page) => {
  const render = (): void => page.render();
  const groups = new Resource<CauseGroup[]>(
    async () => ((await run({ command: "dlq-list" }, quiet)).result as { groups: CauseGroup[] }).groups,
    render,
  );
  const letters = new Resource<unknown>(
    async () => ((await run({ command: "dlq-show", id: shown }, quiet)).result as { letters: unknown }).letters,
    render,
  );
  let shown = "";
  let known = -1;
  let working = "";
  let notice: { readonly text: string; readonly tone: string } | undefined;

  const quiet = (): void => undefined;
  const showProgress = (line: string): void => {
    working = line;
    page.render();
  };
  const run = async (given: OpsCommand, onLine: (line: string) => void): Promise<Outcome> => {
    const outcome = await command(given, onLine);
    if (outcome.code === 1 || outcome.code === 2) throw new Error(outcome.message);
    return outcome;
  };

  const redrive = async ({ branch, cause, count }: CauseGroup): Promise<void> => {
    working = `Redriving ${counted(count, "message")} to ${branch}`;
    notice = undefined;
    page.render();
    try {
      const { result } = await run({ command: "dlq-redrive", branch, cause, yes: true }, showProgress);
      const { done = 0, left = 0 } = (result ?? {}) as { done?: number; left?: number };
      notice = {
        text: `${counted(done, "message")} went back to the ${branch} queue${left === 0 ? "." : `; ${numberText(left)} stayed.`}`,
        tone: left === 0 ? "good" : "warn",
      };
    } catch (cause_) {
      notice = { text: String(cause_), tone: "bad" };
    }
    working = "";
    await groups.refresh();
  };
  const show = (id: string): void => {
    shown = shown === id ? "" : id;
    if (shown !== "") void letters.replace();
    page.render();
  };

  const row = (group: CauseGroup): TemplateResult => {
    const { branch, cause, count, passes, meaning, whatToDo, command: remedy, oldest, newest, types, example } = group;
    return html`<article class="panel letter-group" data-branch=${branch} data-cause=${cause}>
      <header>
        <h3>${branch}</h3>
        <code class="cause">${cause}</code>
        <span class="count bad">${numberText(count)}</span>
        ${passes === "with time" ? "" : html`<span class="pill warn">passes: ${passes}</span>`}
        <div class="end">
          <button @click=${() => show(example.subject)} aria-expanded=${String(shown === example.subject)}>
            Example
          </button>
          <button class="primary" ?disabled=${working !== ""} @click=${() => void redrive(group)}>Redrive</button>
        </div>
      </header>
      <div class="body stack">
        <p>${example.message}</p>
        <p class="soft">${meaning}. ${whatToDo}</p>
        <p class="soft">
          ${Object.entries(types)
            .map(([type, number]) => `${type} ${numberText(number)}`)
            .join(" · ")}
        </p>
        <p class="faint">
          first sent ${time(oldest)} to ${time(newest)} · example
          <a href="#/events/${example.subject}">${idText(example.subject, 30)}</a> ·
          <code>ops ${remedy} --yes</code>
        </p>
        ${shown === example.subject ? loaded(letters, json) : ""}
      </div>
    </article>`;
  };

  const look = (): void => {
    const now = deadLetters(page);
    // Reading hides them for a moment: only look when their number is another one.
    if (now === known || working !== "") return;
    known = now;
    void groups.refresh();
  };

  return {
    title: "Dead letters",
    lead: () => "what was given up, by cause",
    open: () => {
      known = deadLetters(page);
      void groups.refresh();
    },
    changed: look,
    template: () =>
      html`<p class="note ${notice?.tone ?? ""}" role="status" ?hidden=${notice === undefined && working === ""}>
          ${working === "" ? notice?.text : working}
        </p>
        ${loaded(groups, (all) =>
          all.length === 0
            ? html`<section class="panel">
                ${empty("No dead letters", html`Nothing was given up. A <a href="#/faults">fault switch</a> makes some.`)}
              </section>`
            : html`${all.map(row)}`,
        )}`,
  };
};
