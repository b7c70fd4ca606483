import { html } from "lit-html";
import type { EventDetail, EventList } from "../../api/events.ts";
import { get } from "../lib/api.ts";
import { counted } from "../lib/format.ts";
import { ListAndDetail } from "../lib/list-and-detail.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, json, loaded } from "../lib/parts.ts";
import type { Resource } from "../lib/resource.ts";
import { eventRows } from "./event-rows.ts";
import { journeyTable, summary } from "./journey.ts";

/** Everything that was accepted: found by any id, whole, and with its journey. */
export const eventsView: MakeView = (page) => {
  const search = (): string => page.route.query.get("q") ?? "";
  const shown = new ListAndDetail<EventList, EventDetail>({
    query: search,
    list: (signal) => get(`events?q=${encodeURIComponent(search())}`, signal),
    detail: (id, signal) => get(`events/${encodeURIComponent(id)}`, signal),
    render: () => page.render(),
    keepsList: true,
  });
  const { list, detail } = shown;

  const typed = ({ currentTarget }: Event): void => {
    const text = currentTarget instanceof HTMLInputElement ? currentTarget.value.trim() : "";
    const query = text === "" ? "" : `?q=${encodeURIComponent(text)}`;
    history.replaceState(null, "", `#/events${shown.selected === "" ? "" : `/${shown.selected}`}${query}`);
    dispatchEvent(new Event("hashchange"));
  };

  return {
    title: "Events",
    lead: () => (list.value === undefined ? "" : counted(list.value.count, "event")),
    open: ({ id }) => shown.open(id),
    changed: () => shown.changed(),
    actions: () =>
      html`<input
        type="search"
        class="wide"
        aria-label="Search events by any id or type"
        placeholder="Any id: evt_, cs_, pi_, in_, re_ …"
        .value=${search()}
        @input=${typed}
      />`,
    template: () =>
      shown.template(
        { list: "Events", detail: "Event" },
        loaded(list, ({ events }) =>
          events.length === 0
            ? empty(
                search() === "" ? "No event yet" : "No such event",
                search() === ""
                  ? html`<a href="#/send">Send one</a>`
                  : "Neither an event's id or type, nor an id of an order.",
              )
            : eventRows(events, { selected: shown.selected, isShort: shown.selected !== "" }),
        ),
        () => detailOf(shown.selected, detail),
      ),
  };
};

function detailOf(id: string, detail: Resource<EventDetail>) {
  return html`<header>
      <h2 class="mono">${id}</h2>
      <div class="end">
        <a class="button" href="#/replay?event=${id}">Replay</a
        ><a class="button" href="#/events" aria-label="Close">Close</a>
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
              ${raw === null ? html`<p class="note warn">The archive does not have it (yet).</p>` : json(raw)}`,
      )}
    </div>`;
}
