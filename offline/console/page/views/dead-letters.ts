import { html, type TemplateResult } from "lit-html";
import type { CauseGroup } from "../../../../ops/core/dead-letters/groups.ts";
import { command, get, type Outcome } from "../lib/api.ts";
import { filters } from "../lib/filters.ts";
import { counted, numberText } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, idText, loaded, markdown, time } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";
import { deadLetters } from "../lib/system.ts";

type Action = "redrive" | "purge";

/** A dry run's result, which waits for the word to go on. */
interface Plan {
  readonly action: Action;
  readonly group: CauseGroup;
  readonly count: number;
  readonly wrapped: number;
  readonly noEvents: number;
}

/** What was given up, by cause, and the way back: `ops dlq`. */
export const deadLettersView: MakeView = (page) => {
  const render = (): void => page.render();
  const groups = new Resource<CauseGroup[]>((signal) => get("dead-letters", signal), render);
  let working = "";
  let plan: Plan | undefined;
  let notice: { readonly text: string; readonly tone: string } | undefined;

  /** @throws Error that says why the command failed */
  const run = async (
    action: Action,
    { branch, cause, count }: CauseGroup,
    yes: boolean,
  ): Promise<Outcome["result"]> => {
    const chosen = { branch, cause, yes };
    const given =
      action === "redrive"
        ? ({ command: "dlq-redrive", ...chosen } as const)
        : ({ command: "dlq-purge", ...chosen, count } as const);
    const { code, message, result } = await command(given, (line) => {
      working = line;
      render();
    });
    if (code === 1 || code === 2) throw new Error(message);
    return result;
  };
  const doing = async (text: string, work: () => Promise<void>): Promise<void> => {
    working = text;
    notice = undefined;
    render();
    try {
      await work();
    } catch (cause) {
      notice = { text: cause instanceof Error ? cause.message : String(cause), tone: "bad" };
    }
    working = "";
    await groups.refresh();
  };
  const look = (action: Action, group: CauseGroup): Promise<void> =>
    doing("Dry run: looking at the dead letters", async () => {
      const { count = 0, wrapped = 0, noEvents = 0 } = (await run(action, group, false)) as Partial<Plan>;
      plan = { action, group: { ...group, count }, count, wrapped, noEvents };
    });
  const apply = ({ action, group }: Plan): Promise<void> =>
    doing(action === "redrive" ? `Redriving to ${group.branch}` : "Deleting", async () => {
      plan = undefined;
      const {
        done = 0,
        deleted = done,
        left = 0,
      } = (await run(action, group, true)) as { done?: number; deleted?: number; left?: number };
      const went = action === "redrive" ? `went back to the ${group.branch} queue` : "deleted for good";
      notice = {
        text: `${counted(deleted, "message")} ${went}${left === 0 ? "." : `; ${numberText(left)} stayed.`}`,
        tone: left === 0 ? "good" : "warn",
      };
    });

  const isPlanned = ({ branch, cause }: CauseGroup): boolean =>
    plan?.group.branch === branch && plan.group.cause === cause;
  const planned = (chosen: Plan): TemplateResult => {
    const { action, group, count, wrapped, noEvents } = chosen;
    const messages = counted(count, "message");
    return html`<div class="note warn" data-plan=${action}>
      <p>
        <strong>Dry run.</strong>
        ${
          action === "redrive"
            ? `${messages} would go to the ${group.branch} queue again${wrapped === 0 ? "" : `, ${numberText(wrapped)} out of an envelope`}. ${group.passes === "with time" ? "" : group.whatToDo}`
            : `${messages} would be deleted for good${noEvents === 0 ? "" : `; ${numberText(noEvents)} never passed the webhook, nothing else has them`}.`
        }
      </p>
      <div class="row">
        <button
          class=${action === "redrive" ? "primary" : "danger"}
          ?disabled=${working !== ""}
          @click=${() => void apply(chosen)}
        >
          ${action === "redrive" ? `Redrive ${messages} to ${group.branch}` : `Delete ${messages} for good`}
        </button>
        <button
          @click=${() => {
            plan = undefined;
            render();
          }}
        >
          Cancel
        </button>
      </div>
    </div>`;
  };

  const card = (group: CauseGroup): TemplateResult => {
    const { branch, cause, count, passes, meaning, whatToDo, command: remedy, oldest, newest, types, example } = group;
    const action = (name: Action, text: string): TemplateResult =>
      html`<button ?disabled=${working !== ""} @click=${() => void look(name, group)}>${text}</button>`;
    return html`<article class="panel letter-group bad" data-branch=${branch} data-cause=${cause}>
      <header>
        <h2>${branch}</h2>
        <code class="cause">${cause}</code>
        <span class="count bad">${numberText(count)}</span>
        ${passes === "with time" ? "" : html`<span class="pill warn">passes: ${passes}</span>`}
        <div class="end">${action("purge", "Purge …")} ${action("redrive", "Redrive …")}</div>
      </header>
      <div class="body stack">
        ${plan !== undefined && isPlanned(group) ? planned(plan) : ""}
        <p class="bad-text">${example.message}</p>
        ${markdown(`${meaning}. ${whatToDo}`)}
        <p class="soft">
          ${Object.entries(types)
            .map(([type, number]) => `${type} ${numberText(number)}`)
            .join(" · ")}
        </p>
        <p class="faint">
          first sent ${time(oldest)} to ${time(newest)} · example
          <a href="#/events/${example.subject}">${idText(example.subject, 30)}</a> ·
          <code class="break">ops ${remedy} --yes</code>
        </p>
      </div>
    </article>`;
  };

  return {
    title: "Dead letters",
    lead: () => counted(deadLetters(page), "message"),
    open: () => void groups.refresh(),
    changed: () => void groups.refresh(),
    actions: () =>
      filters(page, [
        { name: "queue", kind: "choice", label: "Every queue", options: choices(groups.value, "branch") },
        { name: "cause", kind: "choice", label: "Every cause", options: choices(groups.value, "cause") },
      ]),
    template: () => {
      const [queue, cause] = [page.route.query.get("queue"), page.route.query.get("cause")];
      return html`<p class="note ${notice?.tone ?? ""}" role="status" ?hidden=${notice === undefined && working === ""}>
          ${working === "" ? notice?.text : working}
        </p>
        ${loaded(groups, (all) => {
          const shown = all.filter(
            (each) => (queue ?? each.branch) === each.branch && (cause ?? each.cause) === each.cause,
          );
          return shown.length === 0
            ? html`<section class="panel">
                ${empty("No dead letters", all.length === 0 ? html`Nothing was given up. A <a href="#/faults">fault switch</a> makes some.` : html`<a href="#/dead-letters">Show all</a>`)}
              </section>`
            : html`${shown.map(card)}`;
        })}`;
    },
  };
};

function choices(groups: readonly CauseGroup[] = [], name: "branch" | "cause"): (readonly [string, string])[] {
  return [...new Set(groups.map((group) => group[name]))].map((each) => [each, each]);
}
