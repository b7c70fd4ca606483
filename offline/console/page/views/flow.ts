import { html } from "lit-html";
import { ref } from "lit-html/directives/ref.js";
import type { EventDetail, EventList } from "../../api/events.ts";
import type { Sent } from "../../api/samples.ts";
import type { Snapshot } from "../../flow/live.ts";
import { layOut, shapeFor, type FlowLayout, type Shape } from "../flow/layout.ts";
import { followed } from "../flow/followed.ts";
import { Particles } from "../flow/particles.ts";
import { picture } from "../flow/picture.ts";
import { get, post } from "../lib/api.ts";
import { counted } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { Resource } from "../lib/resource.ts";
import { empty, loaded } from "../lib/parts.ts";
import { eventRows } from "./event-rows.ts";

const latestRows = 6;

/** The system as a picture, the latest events, and the one that is followed on its way. */
export const flowView: MakeView = (page) => {
  const { topology } = page.about;
  const layouts = new Map<Shape, FlowLayout>();
  const layout = (): FlowLayout => {
    const shape = shapeFor(document.querySelector("#content")?.clientWidth ?? innerWidth);
    const known = layouts.get(shape) ?? layOut(topology, shape);
    layouts.set(shape, known);
    return known;
  };
  const resized = (): void => page.render();
  addEventListener("resize", resized);
  const particles = new Particles();
  const latest = new Resource<EventList>((signal) => get("events", signal), page.render.bind(page));
  let followedId: string | undefined;
  let isSending = false;
  const journey = new Resource<EventDetail>(
    (signal) => get(`events/${followedId ?? ""}`, signal),
    page.render.bind(page),
  );
  let counts: Snapshot["traffic"] = page.snapshot.traffic;

  const showPassing = (element: Element | undefined): void => {
    const { traffic } = page.snapshot;
    const layer = element?.querySelector(".particles");
    if (traffic === counts || !layer) return;
    for (const line of element?.querySelectorAll<SVGPathElement>("path.line") ?? []) {
      const hop = line.dataset["hop"] ?? "";
      const more = (traffic[hop]?.[0] ?? 0) - (counts[hop]?.[0] ?? 0);
      if (more > 0) particles.send(line, layer, more);
    }
    counts = traffic;
  };

  const send = async (): Promise<void> => {
    isSending = true;
    page.render();
    try {
      const [sent] = await post<Sent[]>("samples", {
        kind: "event",
        type: "checkout.session.completed",
        count: 1,
        as: "signed",
      });
      followedId = sent?.eventId;
      await journey.replace();
    } catch (cause) {
      page.report(String(cause), "bad");
    } finally {
      isSending = false;
      page.render();
    }
  };

  return {
    title: "Flow",
    lead: () =>
      `${topology.webhook.label} → ${counted(topology.branches.length, "branch").replace("branchs", "branches")}`,
    open: () => void latest.refresh(),
    changed() {
      void latest.refresh();
      if (followedId !== undefined) void journey.refresh();
    },
    close() {
      particles.close();
      removeEventListener("resize", resized);
    },
    actions: () =>
      html`<a class="button" href="#/send">More events</a>
        <button class="primary" ?disabled=${isSending} @click=${() => void send()}>Send an event</button>`,
    template: () =>
      html`<div class="flow-view">
        <div ${ref(showPassing)}>${picture(layout(), topology, page.snapshot)}</div>
        <ul class="legend" aria-label="Legend">
          <li><b>12</b> messages that passed since the start</li>
          <li><b class="bad-text">3✕</b> of them failed</li>
          <li><i class="dashes"></i> replay</li>
          <li>A box leads to what is in it: messages, items, logs</li>
        </ul>
        <div class="flow-below">
          <section class="panel">
            <header>
              <h2>Latest events</h2>
              <div class="end"><a href="#/events">All events</a></div>
            </header>
            ${loaded(latest, ({ events }) =>
              events.length === 0
                ? empty("No event yet", "Send one, or post one to the webhook.")
                : eventRows(events.slice(0, latestRows), { isShort: true }),
            )}
          </section>
          <section class="panel" aria-live="polite">
            <header><h2>${followedId === undefined ? "Follow an event" : "Event on its way"}</h2></header>
            ${followedId === undefined ? empty("Nothing is followed", "Send an event, and see it pass each hop.") : followed(followedId, journey.value, topology)}
          </section>
        </div>
      </div>`,
  };
};
