import { html, type TemplateResult } from "lit-html";
import type { DashboardData, WidgetData } from "../../api/dashboards.ts";
import type { Alarm } from "../../api/alarms.ts";
import { defineTimeChart } from "../charts/time-chart.ts";
import { get } from "../lib/api.ts";
import { shortNumber } from "../lib/format.ts";
import type { MakeView, Page } from "../lib/page.ts";
import { loaded, markdown, status } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";
import { titleOf } from "../lib/system.ts";

const ranges: readonly (readonly [minutes: number, text: string])[] = [
  [15, "15 min"],
  [60, "1 h"],
  [180, "3 h"],
  [1440, "1 d"],
];
const refreshMilliseconds = 5_000;

defineTimeChart();

export const dashboardsView: MakeView = (page) => {
  const render = (): void => page.render();
  let name = "";
  let minutes = 0;
  const data = new Resource<DashboardData>(
    (signal) => get(`dashboards/${name}?minutes=${String(minutes)}`, signal),
    render,
  );
  const alarms = new Resource<Alarm[]>((signal) => get("alarms", signal), render);
  const refresh = (): void => {
    void data.refresh();
    void alarms.refresh();
  };
  const timer = setInterval(refresh, refreshMilliseconds);

  return {
    get title() {
      return titleOf(name);
    },
    lead: () => name,
    open({ id, query }) {
      const [first = ""] = page.about.dashboards.toReversed();
      const wanted = Number(query.get("minutes") ?? 15);
      const chosen = id === "" ? first : id;
      if (chosen === name && wanted === minutes) return;
      const isOther = chosen !== name;
      name = chosen;
      minutes = wanted;
      if (isOther) void data.replace();
      refresh();
    },
    close: () => clearInterval(timer),
    actions: () =>
      html`<span class="segments" role="group" aria-label="Time range">
        ${ranges.map(([range, text]) => html`<button aria-pressed=${String(range === minutes)} @click=${() => page.go(`#/dashboards/${name}?minutes=${String(range)}`)}>${text}</button>`)}
      </span>`,
    template: () =>
      loaded(
        data,
        (dashboard) =>
          html`<div class="dashboard">
            ${dashboard.widgets.map((each) => widget(each, dashboard, alarms.value ?? [], page))}
          </div>`,
      ),
  };
};

function widget(data: WidgetData, dashboard: DashboardData, alarms: readonly Alarm[], page: Page): TemplateResult {
  const { type, width, properties } = data.widget;
  const { title = "", markdown: text = "", view } = properties;
  if (type === "text") return html`<div class="widget heading">${markdown(text)}</div>`;
  const body =
    type === "alarm"
      ? ringing(alarms, page)
      : data.problem === undefined
        ? view === "singleValue"
          ? figures(data)
          : graph(data, dashboard)
        : html`<p class="faint">${data.problem}</p>`;
  return html`<section
    class="widget panel span-${String(width)} ${type === "alarm" ? "low" : ""} ${view === "singleValue" ? "figures-widget" : ""}"
    aria-label=${title}
  >
    <header>
      <h3>${title}</h3>
      <div class="end faint">${properties.yAxis?.left?.label ?? ""}</div>
    </header>
    ${body}
  </section>`;
}

function ringing(alarms: readonly Alarm[], { snapshot }: Page): TemplateResult {
  const ringingNow = alarms.filter(({ state }) => state === "ALARM");
  if (ringingNow.length === 0)
    return html`<p class="all-quiet">
      ${snapshot.alarms === 0 ? "No alarm is declared." : `None of ${String(snapshot.alarms)} alarms rings.`}
    </p>`;
  return html`<ul class="ringing">
    ${ringingNow.map(({ name, meaning, runbook, state }) => html`<li title=${name}>${status(state)} <span>${meaning}</span>${runbook === undefined ? "" : html` <a href="#/runbooks/${runbook}">${runbook}</a>`}</li>`)}
  </ul>`;
}

function figures({ series }: WidgetData): TemplateResult {
  return html`<dl class="figures">
    ${series.map(
      ({ label, values }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${values.length === 0 ? "0" : shortNumber(values.reduce((sum, value) => sum + value, 0))}</dd>
        </div>`,
    )}
  </dl>`;
}

function graph(data: WidgetData, { from, to }: DashboardData): TemplateResult {
  const { properties } = data.widget;
  return html`<time-chart
    .data=${{ series: data.series, from, to, period: data.period, limits: properties.annotations?.horizontal ?? [], isStacked: properties.stacked === true }}
  ></time-chart>`;
}
