import { html, type TemplateResult } from "lit-html";
import type { EventDetail } from "../../api/events.ts";
import type { Branch, Topology } from "../../flow/topology.ts";
import { durationText } from "../lib/format.ts";
import { idText } from "../lib/parts.ts";

interface Hop {
  readonly name: string;
  readonly what: TemplateResult | string;
  readonly state: "true" | "false" | "failed";
  /** ISO time. */
  readonly at?: string | undefined;
}

/** One event's hops, from the tables, with the time from its acceptance. */
export function followed(id: string, detail: EventDetail | undefined, topology: Topology): TemplateResult {
  const steps = detail?.journey?.steps ?? [];
  const accepted = steps.find(({ where, eventId }) => ["webhook", "partner"].includes(where) && eventId === id)?.at;
  const hops = [webhook(id, accepted), ...topology.branches.map((branch) => hopOf(branch, id, detail, accepted))];
  return html`<ol class="hops">
    ${hops.map(
      ({ name, what, state, at }) =>
        html`<li data-hop-of=${name} data-done=${state}>
          <i></i><span>${name}</span><span class="soft">${what}</span>
          <span class="faint"
            >${at === undefined || accepted === undefined ? "" : `+${durationText(Date.parse(at) - Date.parse(accepted))}`}</span
          >
        </li>`,
    )}
  </ol>`;
}

function webhook(id: string, at: string | undefined): Hop {
  const what = html`<a href="#/events/${id}">${idText(id, 24)}</a>`;
  return { name: "webhook", what, state: at === undefined ? "false" : "true" };
}

function hopOf(branch: Branch, id: string, detail: EventDetail | undefined, accepted: string | undefined): Hop {
  const { name } = branch;
  const journey = detail?.journey;
  const steps = (journey?.steps ?? []).filter(({ eventId = id }) => eventId === id);
  const failed = steps.find(({ where, what }) => where === name && what.startsWith("failed"));
  const done = doneAt(branch, id, detail);
  if (done !== undefined) return { name, what: done.what, state: "true", at: done.at };
  if (failed !== undefined) return { name, what: failed.what, state: "failed", at: failed.at };
  return { name, what: accepted === undefined ? "" : "on its way", state: "false" };
}

function doneAt(
  { effect, consumer }: Branch,
  id: string,
  detail: EventDetail | undefined,
): Pick<Hop, "what" | "at"> | undefined {
  const journey = detail?.journey;
  const entry = journey?.order?.timeline.find(({ eventId }) => eventId === id);
  if (effect === "order" && entry !== undefined) {
    return {
      what: html`<a href="#/orders/${journey?.orderKey ?? ""}">order ${journey?.order?.status ?? ""}</a>`,
      at: entry.applied,
    };
  }
  if (effect === "mail") {
    const mail = journey?.mails.find(({ state, eventId }) => state === "sent" && eventId === id);
    return mail === undefined ? undefined : { what: html`<a href="#/mail">mail sent</a>`, at: mail.sentAt };
  }
  if (effect === "stock" && journey?.reservation !== undefined) {
    const notices = Object.values(journey.reservation.notices).flatMap(({ publishedAt }) => publishedAt ?? []);
    return { what: html`<a href="#/stock">stock ${journey.reservation.status}</a>`, at: notices.toSorted().at(-1) };
  }
  if (consumer.kind === "pipe" && detail?.raw !== null && detail !== undefined) return { what: "archived" };
  return undefined;
}
