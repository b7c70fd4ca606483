import { html, type TemplateResult } from "lit-html";
import type { Mail, MailLine } from "../../api/mails.ts";
import { get } from "../lib/api.ts";
import { counted } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, fields, loaded, status, time } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";
import { table } from "../lib/table.ts";

/** What SES took, as the customer would see it. The HTML part is in a sandboxed frame. */
export const mailView: MakeView = (page) => {
  const render = (): void => page.render();
  let selected = "";
  let isText = false;
  const list = new Resource<MailLine[]>((signal) => get("mails", signal), render);
  const mail = new Resource<Mail>((signal) => get(`mails/${encodeURIComponent(selected)}`, signal), render);
  const show = (text: boolean) => (): void => {
    isText = text;
    page.render();
  };

  const detail = (): TemplateResult =>
    loaded(mail, (found) => {
      const { id, at, from, to, subject, text, hasHtml } = found;
      const asText = isText || !hasHtml;
      return html`<header>
          <h2>${subject}</h2>
          <div class="end">
            <span class="segments" role="group" aria-label="Part">
              <button aria-pressed=${String(!asText)} ?disabled=${!hasHtml} @click=${show(false)}>HTML</button>
              <button aria-pressed=${String(asText)} @click=${show(true)}>Text</button>
            </span>
            <a class="button" href="#/mail">Close</a>
          </div>
        </header>
        <div class="body">${fields({ From: from, To: to.join(", "), Sent: time(at) })}</div>
        ${
          asText
            ? html`<pre class="code letter" tabindex="0">${text ?? "This mail has no text part."}</pre>`
            : html`<iframe class="letter" title="Mail, HTML part" sandbox="" src="/mail/${id}"></iframe>`
        }`;
    });

  return {
    title: "Mailbox",
    lead: () => (list.value === undefined ? "" : `${counted(list.value.length, "mail")} captured, none sent`),
    open({ id }) {
      void list.refresh();
      if (id === selected) return;
      selected = id;
      if (id !== "") void mail.replace();
    },
    changed: () => void list.refresh(),
    template: () =>
      html`<div class="split ${selected === "" ? "" : "open"}">
        <section class="panel scroll" aria-label="Mails">
          ${loaded(list, (mails) => (mails.length === 0 ? empty("No mail yet", "A paid order sends its confirmation here.") : rows(mails, selected)))}
        </section>
        ${selected === "" ? "" : html`<section class="panel column" aria-label="Mail">${detail()}</section>`}
      </div>`,
  };
};

function rows(mails: readonly MailLine[], selected: string): TemplateResult {
  return table(
    mails,
    [
      {
        head: "Subject",
        kind: "grow",
        cell: ({ id, subject }) => html`<a class="plain" href="#/mail/${id}">${subject}</a>`,
      },
      { head: "Sent", kind: "soft", cell: ({ at }) => time(at) },
      { head: "To", kind: "soft", cell: ({ to }) => to.join(", ") },
      { head: "Then", cell: ({ outcome }) => (outcome === undefined ? "" : status(outcome)) },
    ],
    { isLink: true, isSelected: ({ id }) => id === selected, key: ({ id }) => id },
  );
}
