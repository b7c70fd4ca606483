import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { Snapshot } from "../../flow/live.ts";
import type { Part, Topology } from "../../flow/topology.ts";
import { numberText, shortNumber } from "../lib/format.ts";
import type { Box, FlowLayout, Lane, Line } from "./layout.ts";

/** The flow as a picture: what the program declares, with what there is on it at this moment. */
export function picture(layout: FlowLayout, topology: Topology, snapshot: Snapshot): TemplateResult {
  const { width, height, lines, lanes } = layout;
  return html`<svg class="flow" viewBox="0 0 ${width} ${height}" role="group" aria-label="The flow of events">
    ${lines.map((line) => svg`<path class="line ${line.kind}" d=${line.path} data-hop=${line.hop} data-kind=${line.kind}></path>`)}
    <g class="particles" aria-hidden="true"></g>
    ${lines.map((line) => passed(line, snapshot))} ${node(layout.stripe, "Stripe", "", "source")}
    ${node(layout.api, topology.api.label, topology.api.route, "node")}
    ${node(layout.webhook, topology.webhook.label, topology.webhook.does, "node")}
    ${node(layout.topic, topology.topic.label, `${String(lanes.length)} ${topology.topic.does}`, "node")}
    ${lanes.map((lane) => laneOf(lane, snapshot))} ${chip(layout.bus, topology.bus, count(snapshot, topology.bus.hop))}
    ${chip(layout.archive, topology.archive, undefined, "#/replay")} ${inspection(layout, topology, snapshot)}
  </svg>`;
}

function passed({ hop, label }: Line, snapshot: Snapshot) {
  const [total = 0, failed = 0] = snapshot.traffic[hop] ?? [];
  if (label === undefined || total === 0) return nothing;
  return svg`<text class="passed-count" x=${label.x} y=${label.y} data-count=${hop}>${shortNumber(total)}${failed === 0 ? nothing : svg`<tspan class="failed" dx="3">${shortNumber(failed)}✕</tspan>`}</text>`;
}

function laneOf({ branch, queue, consumer, effects }: Lane, snapshot: Snapshot) {
  return svg`<g data-branch=${branch.name}>
    ${queueCard(queue, branch, snapshot)}
    ${consumerCard(consumer, branch, snapshot)}
    ${branch.effects.map((effect, index) => {
      const box = effects[index];
      return box === undefined ? nothing : chip(box, effect, count(snapshot, effect.hop), effect.page);
    })}
  </g>`;
}

function queueCard({ x, y, width, height }: Box, branch: Lane["branch"], { queues }: Snapshot) {
  const { visible = 0, inFlight = 0, delayed = 0 } = queues[branch.queue.name] ?? {};
  const dead = queues[branch.deadLetterQueue?.name ?? ""];
  const letters = (dead?.visible ?? 0) + (dead?.inFlight ?? 0);
  const takes = branch.types === undefined ? "every event" : `${String(branch.types)} types`;
  return svg`<g class="card ${letters > 0 ? "bad" : ""}">
    <title>${branch.queue.name} takes ${takes}</title>
    <rect x=${x} y=${y} width=${width} height=${height} rx="7"></rect>
    <text class="name" x=${x + 11} y=${y + 20}>${branch.queue.label}</text>
    <text class="detail" x=${x + 11} y=${y + 41}><tspan class="value" data-visible=${branch.name}>${numberText(visible + delayed)}</tspan> waiting</text>
    <text class="detail" x=${x + width - 11} y=${y + 41} text-anchor="end"><tspan class="value" data-in-flight=${branch.name}>${numberText(inFlight)}</tspan> in flight</text>
    <path class="rule" d="M${x + 0.5},${y + 53.5} h${width - 1}"></path>
    <a href="#/dead-letters" aria-label=${`${branch.name}: ${String(letters)} dead letters`}>
      <rect class="hit" x=${x} y=${y + 54} width=${width} height=${height - 54}></rect>
      <text class="detail ${letters > 0 ? "bad" : ""}" x=${x + 11} y=${y + 71}>dead letters</text>
      <text class="value ${letters > 0 ? "bad" : ""}" x=${x + width - 11} y=${y + 71} text-anchor="end" data-dead=${branch.name}>${numberText(letters)}</text>
    </a>
  </g>`;
}

function consumerCard(
  { x, y, width, height }: Box,
  { name, consumer }: Lane["branch"],
  { consumers, traffic }: Snapshot,
) {
  const state = consumers[consumer.functionName] ?? "";
  const isWorking = state === "Enabled" || state === "RUNNING";
  const [, failed = 0] = traffic[consumer.hop] ?? [];
  const text = isWorking
    ? consumer.kind === "pipe"
      ? "pipe, runs"
      : "runs"
    : state === "Disabled"
      ? "paused"
      : state.toLowerCase();
  return svg`<g class="card ${isWorking ? "" : "paused"}" data-consumer=${name} data-state=${state}>
    <rect x=${x} y=${y} width=${width} height=${height} rx="7"></rect>
    <text class="name" x=${x + 11} y=${y + 24}>${consumer.label}</text>
    <circle class="state ${isWorking ? "good" : "warn"}" cx=${x + 14.5} cy=${y + 40} r="3.5"></circle>
    <text class="detail" x=${x + 24} y=${y + 44}>${text}</text>
    ${failed === 0 ? nothing : svg`<text class="detail bad" x=${x + width - 11} y=${y + 44} text-anchor="end">${numberText(failed)} failed</text>`}
  </g>`;
}

function node({ x, y, width, height }: Box, label: string, detail: string, kind: string) {
  const middle = x + width / 2;
  const base = y + height / 2 + (detail === "" ? 4.5 : -2);
  return svg`<g class="card ${kind}">
    <rect x=${x} y=${y} width=${width} height=${height} rx=${Math.min(7, height / 2)}></rect>
    <text class="name" x=${middle} y=${base} text-anchor="middle">${label}</text>
    ${detail === "" ? nothing : svg`<text class="detail small" x=${middle} y=${base + 17} text-anchor="middle">${detail}</text>`}
  </g>`;
}

function chip({ x, y, width, height }: Box, { label, name }: Part, total: number | undefined, href?: string) {
  const inner = svg`<title>${name}</title>
    <rect x=${x} y=${y} width=${width} height=${height} rx="6"></rect>
    <text class="label" x=${x + 10} y=${y + 16}>${label}</text>
    <text class="value" x=${x + width - 10} y=${y + 16} text-anchor="end" data-effect=${label}>${total === undefined ? nothing : shortNumber(total)}</text>`;
  return href === undefined
    ? svg`<g class="chip">${inner}</g>`
    : svg`<a class="chip" href=${href} aria-label=${label}>${inner}</a>`;
}

function inspection({ inspection: box, lines }: FlowLayout, topology: Topology, { queues }: Snapshot) {
  const { visible = 0, inFlight = 0 } = queues[topology.inspection.name] ?? {};
  const last = lines.at(-1);
  return svg`${chip(box, topology.inspection, visible + inFlight)}
    <text class="detail replay" x=${box.x - 12} y=${box.y - 1} text-anchor="end">${last === undefined ? nothing : "replay rules"}</text>`;
}

function count({ traffic }: Snapshot, hop: string): number {
  return traffic[hop]?.[0] ?? 0;
}
