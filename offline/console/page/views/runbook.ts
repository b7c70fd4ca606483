import { html } from "lit-html";
import { get } from "../lib/api.ts";
import type { MakeView } from "../lib/page.ts";
import { loaded, markdown } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";

export const runbookView: MakeView = (page) => {
  let name = "";
  const text = new Resource<{ markdown: string }>(
    (signal) => get(`runbooks/${name}`, signal),
    () => page.render(),
  );
  return {
    title: "Runbook",
    lead: () => name,
    open({ id }) {
      name = id === "" ? "README" : id;
      void text.replace();
    },
    actions: () => html`<a class="button" href="#/alarms">Alarms</a>`,
    template: () =>
      html`<section class="panel runbook">
        <div class="body">${loaded(text, (found) => markdown(found.markdown))}</div>
      </section>`,
  };
};
