import { html, type TemplateResult } from "lit-html";
import type { Assessment, ConsumerAssessment } from "../../../../ops/core/replay/assess.ts";
import { command, type Outcome } from "../lib/api.ts";
import { counted, numberText } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, idText } from "../lib/parts.ts";
import { table, type Column } from "../lib/table.ts";

interface Result {
  readonly dryRun?: boolean;
  readonly name?: string;
  readonly before?: Assessment;
  readonly after?: Assessment;
  readonly newDeadLetters?: number;
  readonly waiting?: number;
  readonly unapplied?: number;
}

interface Choice {
  readonly command: "replay";
  readonly from?: string;
  readonly type?: string;
  readonly order?: string;
  readonly event?: string;
}

/** The archive, and `ops replay`: first what it would do, then the doing. */
export const replayView: MakeView = (page) => {
  let choice: Choice = { command: "replay", from: "1h" };
  let outcome: Outcome | undefined;
  let working = "";
  const response = (): Result => outcome?.result ?? {};

  const run = async (yes: boolean): Promise<void> => {
    working = yes ? "Replaying" : "Looking at the events";
    page.render();
    try {
      outcome = await command({ ...choice, yes }, (line) => {
        working = line;
        page.render();
      });
    } catch (cause) {
      page.report(cause instanceof Error ? cause.message : String(cause), "bad");
    }
    working = "";
    page.render();
  };
  const submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const data = new FormData(event.currentTarget);
    const given = (name: string): Record<string, string> => {
      const value = data.get(name);
      return typeof value !== "string" || value.trim() === "" ? {} : { [name]: value.trim() };
    };
    choice = { command: "replay", ...given("from"), ...given("type"), ...given("order"), ...given("event") };
    void run(false);
  };

  const form = (): TemplateResult =>
    html`<form class="row" @submit=${submitted}>
      <label class="field"
        >From<input type="text" name="from" size="9" placeholder="1h" .value=${choice.from ?? ""}
      /></label>
      <label class="field"
        >Type<select name="type">
          <option value="">Every type</option>
          ${page.about.eventTypes.map((type) => html`<option ?selected=${choice.type === type}>${type}</option>`)}
        </select></label
      >
      <label class="field"
        >Order<input type="text" name="order" class="id" placeholder="any id of it" .value=${choice.order ?? ""}
      /></label>
      <label class="field"
        >Event<input type="text" name="event" class="id" placeholder="evt_…" .value=${choice.event ?? ""}
      /></label>
      <button class="primary" ?disabled=${working !== ""}>Dry run</button>
    </form>`;

  return {
    title: "Replay",
    lead: () => "from the archive to the consumers; what is applied already is not done again",
    open({ query }) {
      const [event, order] = [query.get("event"), query.get("order")];
      if (event !== null) choice = { command: "replay", event };
      else if (order !== null) choice = { command: "replay", order };
    },
    template: () =>
      html`<section class="panel">
          <header>
            <h2>Which events</h2>
            <div class="end"><code class="faint">ops ${words(choice)}</code></div>
          </header>
          <div class="body">${form()}</div>
        </section>
        <p class="note" role="status" ?hidden=${working === ""}>${working}</p>
        ${
          outcome === undefined
            ? html`<section class="panel">
                ${empty("Nothing looked at yet", "A dry run says what a replay of these events would change, and changes nothing.")}
              </section>`
            : resultOf(outcome, response(), working !== "", () => void run(true))
        }`,
  };
};

function words({ from, type, order, event }: Choice): string {
  const option = (name: string, value: string | undefined): string =>
    value === undefined ? "" : ` --${name} ${value}`;
  return `replay${option("from", from)}${option("type", type)}${option("order", order)}${option("event", event)}`;
}

function resultOf({ code, message }: Outcome, response: Result, isBusy: boolean, go: () => void): TemplateResult {
  const { dryRun = false, name, before, after, newDeadLetters = 0, waiting = 0, unapplied = 0 } = response;
  if (code === 3)
    return html`<section class="panel">
      ${empty("No such events", "The journal knows none: nothing to replay.")}
    </section>`;
  const shown = after ?? before;
  if (shown === undefined) return html`<p class="note bad" role="alert">${message}</p>`;
  const changes = Object.values(shown.consumers).reduce((sum, { changing }) => sum + changing.length, 0);
  const unsettled = Object.values(shown.consumers).reduce(
    (sum, { failing, unknown }) => sum + failing.length + unknown.length,
    0,
  );
  const said = dryRun
    ? changes === 0
      ? "A replay would change nothing."
      : `A replay would change ${counted(changes, "thing")}.`
    : `Replay ${name ?? ""} is completed. ${newDeadLetters + waiting + unapplied + unsettled === 0 ? "Every event is applied, and no dead letter came of it." : `${numberText(newDeadLetters)} new dead letters, ${numberText(waiting)} waiting, ${numberText(unapplied)} not applied, ${numberText(unsettled)} that fail or that nobody knows.`}`;
  return html`<section class="panel">
    <header>
      <h2>${dryRun ? "Dry run" : "Done"}</h2>
      <span class="faint">${counted(shown.events, "event")}</span>
      <div class="end">
        ${dryRun ? html`<button class=${changes === 0 ? "" : "primary"} ?disabled=${isBusy || shown.events === 0} @click=${go}>${changes === 0 ? `Replay ${counted(shown.events, "event")} anyway` : `Replay ${counted(shown.events, "event")}: ${counted(changes, "change")}`}</button>` : ""}
      </div>
    </header>
    <div class="body stack">
      <p class="note ${dryRun ? "" : code === 0 ? "good" : "warn"}" data-replay=${dryRun ? "dry" : "done"}>${said}</p>
    </div>
    ${table(
      Object.entries(shown.consumers).map(([consumer, assessed]) => ({ consumer, ...assessed })),
      assessedColumns,
      { key: ({ consumer }) => consumer },
    )}
    ${openEvents(shown)}
  </section>`;
}

type Assessed = ConsumerAssessment & { readonly consumer: string };

const figure = (head: string, tone: string, count: (row: Assessed) => number): Column<Assessed> => ({
  head,
  kind: "number",
  cell: (row) =>
    row.isRehearsed || head === "Concerned"
      ? html`<span class=${count(row) === 0 ? "faint" : tone}>${numberText(count(row))}</span>`
      : html`<span class="faint">not rehearsed</span>`,
});

const assessedColumns: readonly Column<Assessed>[] = [
  { head: "Consumer", kind: "grow", cell: ({ consumer }) => consumer },
  figure("Concerned", "", ({ concerned }) => concerned),
  figure("Applied already", "", ({ applied }) => applied),
  figure("Would change", "warn-text", ({ changing }) => changing.length),
  figure("Would fail", "bad-text", ({ failing }) => failing.length),
  figure("Unknown", "warn-text", ({ unknown }) => unknown.length),
];

const mostListed = 50;

function openEvents({ consumers }: Assessment): TemplateResult {
  const open = Object.entries(consumers).flatMap(([consumer, { changing, failing, unknown }]) =>
    [...changing, ...failing, ...unknown].map((event) => ({ consumer, ...event })),
  );
  if (open.length === 0) return html``;
  return table(open.slice(0, mostListed), [
    { head: "Consumer", cell: ({ consumer }) => consumer },
    { head: "Event", cell: ({ eventId }) => html`<a href="#/events/${eventId}">${idText(eventId, 24)}</a>` },
    { head: "Type", cell: ({ type }) => type },
    { head: "Effect", kind: "grow", cell: ({ effects }) => html`<span class="soft">${effects.join("; ")}</span>` },
  ]);
}
