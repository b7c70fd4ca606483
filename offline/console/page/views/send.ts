import { html, type TemplateResult } from "lit-html";
import type { Sent } from "../../api/samples.ts";
import { post } from "../lib/api.ts";
import { counted } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, idText } from "../lib/parts.ts";
import { table } from "../lib/table.ts";

const ways = {
  signed: "As Stripe sends it",
  duplicate: "Twice",
  forged: "Forged: signed with another secret",
  unsigned: "Without a signature",
  broken: "Signed, but not JSON",
} as const;

/** Made-up events for the webhook, the well-behaved and the others. */
export const sendView: MakeView = (page) => {
  let sent: readonly Sent[] = [];
  let isSending = false;

  const send = async (body: object): Promise<void> => {
    isSending = true;
    page.render();
    try {
      sent = [...(await post<Sent[]>("samples", body)), ...sent].slice(0, 200);
    } catch (cause) {
      page.report(cause instanceof Error ? cause.message : String(cause), "bad");
    }
    isSending = false;
    page.render();
  };
  const submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const data = new FormData(event.currentTarget);
    void send({ kind: "event", type: data.get("type"), as: data.get("as"), count: Number(data.get("count")) });
  };

  const form = (): TemplateResult =>
    html`<form class="row" @submit=${submitted}>
      <label class="field"
        >Type<select name="type">
          ${page.about.sampleTypes.map((type) => html`<option>${type}</option>`)}
        </select></label
      >
      <label class="field"
        >How<select name="as">
          ${Object.entries(ways).map(([way, text]) => html`<option value=${way}>${text}</option>`)}
        </select></label
      >
      <label class="field"
        >How many<input type="number" name="count" min="1" max="200" .defaultValue=${"1"} required
      /></label>
      <button class="primary" ?disabled=${isSending}>Send</button>
    </form>`;

  return {
    title: "Send events",
    lead: () => "to the webhook, signed as Stripe signs",
    open: () => undefined,
    template: () =>
      html`<div class="columns">
          <section class="panel">
            <header><h2>Events of one type</h2></header>
            <div class="body stack">
              ${form()}
              <p class="faint">Each is of a purchase of its own; what has to come before it is sent before it.</p>
            </div>
          </section>
          <section class="panel">
            <header><h2>Stories</h2></header>
            <div class="body stack">
              <div class="row">
                <button ?disabled=${isSending} @click=${() => void send({ kind: "shuffled" })}>
                  Purchase in disorder
                </button>
                <button ?disabled=${isSending} @click=${() => void send({ kind: "parcel" })}>
                  Purchase to its parcel
                </button>
                <button ?disabled=${isSending} @click=${() => void send({ kind: "markup" })}>
                  HTML in a product's name
                </button>
              </div>
              <p class="faint">
                Disorder: payment, refund and dispute of one order, shuffled, some of it twice. One order must come of
                it. To its parcel: the warehouse ships and delivers it.
              </p>
            </div>
          </section>
        </div>
        <section class="panel">
          <header>
            <h2>Responses</h2>
            <span class="faint">${sent.length === 0 ? "" : counted(sent.length, "post")}</span>
          </header>
          ${sent.length === 0 ? empty("Nothing sent yet") : responses(sent)}
        </section>`,
  };
};

function responses(sent: readonly Sent[]): TemplateResult {
  return table(sent, [
    {
      head: "Response",
      cell: ({ status }) => html`<span class="pill ${status === 200 ? "good" : "bad"}">${String(status)}</span>`,
    },
    { head: "Type", cell: ({ type }) => type },
    {
      head: "Event",
      cell: ({ status, eventId }) =>
        status === 200 ? html`<a href="#/events/${eventId}">${idText(eventId, 24)}</a>` : idText(eventId, 24),
    },
    { head: "Body", kind: "grow", cell: ({ response }) => html`<span class="mono break">${response}</span>` },
  ]);
}
