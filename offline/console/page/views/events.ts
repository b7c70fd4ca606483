import { html, type TemplateResult } from "lit-html";
import type { EventDetail, EventList } from "../../api/events.ts";
import type { Sent } from "../../api/samples.ts";
import { get, post } from "../lib/api.ts";
import { counted } from "../lib/format.ts";
import { filters, queryText } from "../lib/filters.ts";
import { inspector } from "../lib/inspector.ts";
import { ListAndDetail } from "../lib/list-and-detail.ts";
import type { MakeView, Page } from "../lib/page.ts";
import { empty, loaded } from "../lib/parts.ts";
import type { Resource } from "../lib/resource.ts";
import { eventRows } from "./event-rows.ts";
import { journeyTable, summary } from "./journey.ts";

/** Everything that was accepted: found by any id, by what failed, whole, and with its journey. */
export const eventsView: MakeView = (page) => {
  const query = (): string => queryText(page.route.query);
  const shown = new ListAndDetail<EventList, EventDetail>({
    query,
    list: (signal) => get(`events${query()}`, signal),
    detail: (id, signal) => get(`events/${encodeURIComponent(id)}`, signal),
    render: () => page.render(),
    keepsList: true,
  });
  const { list, detail } = shown;
  const { topology, eventTypes } = page.about;
  const consumers = topology.branches.filter(
    ({ consumer, source }) => consumer.kind === "function" && source === undefined,
  );

  return {
    title: "Events",
    lead: () => (list.value === undefined ? "" : counted(list.value.count, "event")),
    open: ({ id }) => shown.open(id),
    changed: () => shown.changed(),
    actions: () =>
      filters(page, [
        {
          name: "text",
          kind: "search",
          label: "Search events by any id or type",
          placeholder: "Any id: evt_, cs_, pi_ …",
        },
        { name: "type", kind: "choice", label: "Every type", options: eventTypes.map((type) => [type, type]) },
        {
          name: "consumer",
          kind: "choice",
          label: "Every consumer",
          options: consumers.map(({ name }) => [name, name]),
        },
        {
          name: "since",
          kind: "choice",
          label: "All time",
          options: [
            ["5", "5 minutes"],
            ["60", "1 hour"],
            ["1440", "1 day"],
          ],
        },
        { name: "failed", kind: "switch", label: "Failed" },
      ]),
    template: () =>
      shown.template(
        { list: "Events", detail: "Event" },
        loaded(list, ({ events }) =>
          events.length === 0
            ? empty(
                query() === "" ? "No event yet" : "No such event",
                query() === "" ? html`<a href="#/send">Send one</a>` : "Nothing fits what is chosen above.",
              )
            : eventRows(events, { selected: shown.selected, query: query(), isShort: shown.selected !== "" }),
        ),
        () => detailOf(shown.selected, detail, page),
      ),
  };
};

function detailOf(id: string, detail: Resource<EventDetail>, page: Page): TemplateResult {
  const sendAgain = async (event: object, isNew: boolean): Promise<void> => {
    try {
      const [sent] = await post<Sent[]>("samples", { kind: "edited", event, isNew });
      if (sent?.status !== 200) throw new Error(sent?.response);
      page.report(`${sent.eventId} was accepted.`);
      page.go(`#/events/${sent.eventId}`);
    } catch (cause) {
      page.report(cause instanceof Error ? cause.message : String(cause), "bad");
    }
  };
  return html`<header>
      <h2 class="mono">${id}</h2>
      <div class="end">
        <a class="button" href="#/logs?event=${id}">Logs</a><a class="button" href="#/replay?event=${id}">Replay</a
        ><a class="button" href="#/events${queryText(page.route.query)}">Close</a>
      </div>
    </header>
    <div class="body stack">
      ${loaded(detail, ({ raw, journey }) =>
        journey === undefined && raw === null
          ? empty("Nobody knows this event", "It did not pass the webhook.")
          : html`${
                journey === undefined
                  ? ""
                  : html`${summary(journey)}
                      <h3>Journey</h3>
                      ${journeyTable(journey, id)}`
              }
              <h3>Event</h3>
              ${raw === null ? html`<p class="note warn">The archive does not have it (yet).</p>` : inspector(raw, sendAgain)}`,
      )}
    </div>`;
}
