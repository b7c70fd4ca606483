import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { Snapshot } from "../../flow/live.ts";
import type { Part, Topology } from "../../flow/topology.ts";
import { numberText, shortNumber } from "../lib/format.ts";
import type { FlowLayout, Lane } from "./layout.ts";
import type { Box, Line } from "./lines.ts";

/** The flow as a picture: what the program declares, with what there is on it at this moment. */
export function picture(layout: FlowLayout, topology: Topology, snapshot: Snapshot): TemplateResult {
  const { width, height, lines, lanes } = layout;
  return html`<svg class="flow" viewBox="0 0 ${width} ${height}" role="group" aria-label="The flow of events">
    ${lines.map((line) => svg`<path class="line ${line.kind}" d=${line.path} data-hop=${line.hop} data-kind=${line.kind}></path>`)}
    <g class="particles" aria-hidden="true"></g>
    ${lines.map((line) => passed(line, snapshot))} ${node(layout.stripe, "Stripe", "", "source")}
    ${node(layout.api, topology.api.label, topology.api.route, "node")}
    ${linked(logsOf(topology.webhook), `${topology.webhook.label} ${topology.webhook.does}: logs`, node(layout.webhook, topology.webhook.label, topology.webhook.does, "node"))}
    ${node(layout.topic, topology.topic.label, `${String(lanes.filter(({ source }) => source === undefined).length)} ${topology.topic.does}`, "node")}
    ${lanes.map((lane) => laneOf(lane, snapshot))} ${chip(layout.bus, topology.bus, count(snapshot, topology.bus.hop))}
    ${chip(layout.archive, topology.archive, undefined, "#/replay")}
    ${queueChip(layout.inspection, topology.inspection, snapshot)}
    ${topology.others.map((other, index) => queueChip(layout.others[index] ?? layout.inspection, other, snapshot))}
  </svg>`;
}

function passed({ hop, label }: Line, snapshot: Snapshot) {
  const [total = 0, failed = 0] = snapshot.traffic[hop] ?? [];
  if (label === undefined || total === 0) return nothing;
  return svg`<text class="passed-count" x=${label.x} y=${label.y} data-count=${hop}>${shortNumber(total)}${failed === 0 ? nothing : svg`<tspan class="failed" dx="3">${shortNumber(failed)}✕</tspan>`}</text>`;
}

/** Whatever has no function behind it leads to the logs of all. */
function logsOf({ name }: Part): string {
  return `#/logs?function=${name}`;
}

function linked(href: string, label: string, content: unknown) {
  return svg`<a href=${href} aria-label=${label}>${content}</a>`;
}

function laneOf({ branch, source, queue, consumer, effects }: Lane, snapshot: Snapshot) {
  return svg`<g data-branch=${branch.name}>
    ${source === undefined || branch.source === undefined ? nothing : chip(source, branch.source, undefined)}
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
  const waiting = numberText(visible + delayed);
  const working = numberText(inFlight);
  const takes = branch.types === undefined ? "every event" : `${String(branch.types)} types`;
  return svg`<g class="card ${letters > 0 ? "bad" : ""}">
    <title>${branch.queue.name} takes ${takes}</title>
    <rect x=${x} y=${y} width=${width} height=${height} rx="7"></rect>
    <a href="#/queues/${branch.queue.name}" aria-label=${`${branch.queue.label} ${waiting} waiting ${working} in flight: messages`}>
      <rect class="hit" x=${x} y=${y} width=${width} height="53"></rect>
    ${fitted("name", x + 11, y + 20, branch.queue.label, width - 22)}
    <text class="detail" x=${x + 11} y=${y + 41}><tspan class="value" data-visible=${branch.name}>${waiting}</tspan> waiting</text>
    <text class="detail" x=${x + width - 11} y=${y + 41} text-anchor="end"><tspan class="value" data-in-flight=${branch.name}>${working}</tspan> in flight</text>
    </a>
    <path class="rule" d="M${x + 0.5},${y + 53.5} h${width - 1}"></path>
    <a href="#/dead-letters?queue=${branch.name}" aria-label=${`${branch.name} dead letters ${numberText(letters)}`}>
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
  const failures = failed === 0 ? "" : ` ${numberText(failed)} failed`;
  return svg`<g class="card ${isWorking ? "" : "paused"}" data-consumer=${name} data-state=${state}>
    <a href="#/logs?function=${consumer.functionName}" aria-label=${`${consumer.label} ${text}${failures}: logs`}>
    <rect x=${x} y=${y} width=${width} height=${height} rx="7"></rect>
    ${fitted("name", x + 11, y + 24, consumer.label, width - 22)}
    <circle class="state ${isWorking ? "good" : "warn"}" cx=${x + 14.5} cy=${y + 40} r="3.5"></circle>
    <text class="detail" x=${x + 24} y=${y + 44}>${text}</text>
    ${failures === "" ? nothing : svg`<text class="detail bad" x=${x + width - 11} y=${y + 44} text-anchor="end">${failures}</text>`}
    </a>
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
  const number = total === undefined ? "" : shortNumber(total);
  const inner = svg`<title>${name}</title>
    <rect x=${x} y=${y} width=${width} height=${height} rx="6"></rect>
    ${fitted("label", x + 10, y + 16, label, width - (total === undefined ? 20 : 52))}
    <text class="value" x=${x + width - 10} y=${y + 16} text-anchor="end" data-effect=${label}>${number}</text>`;
  return href === undefined
    ? svg`<g class="chip">${inner}</g>`
    : svg`<a class="chip" href=${href} aria-label=${`${label} ${number}`.trim()}>${inner}</a>`;
}

function queueChip(box: Box, part: Part, { queues }: Snapshot) {
  const { visible = 0, inFlight = 0 } = queues[part.name] ?? {};
  return chip(box, part, visible + inFlight, `#/queues/${part.name}`);
}

/** A letter's width, at most; a line that is drawn wider than it is looks odd. */
const letterWidths = { name: 7.6, label: 6.5 } as const;

/** A name of any length in the room that there is: a long one is drawn narrower. */
function fitted(kind: keyof typeof letterWidths, x: number, y: number, label: string, room: number) {
  return label.length * letterWidths[kind] > room
    ? svg`<text class=${kind} x=${x} y=${y} textLength=${room} lengthAdjust="spacingAndGlyphs">${label}</text>`
    : svg`<text class=${kind} x=${x} y=${y}>${label}</text>`;
}

function count({ traffic }: Snapshot, hop: string): number {
  return traffic[hop]?.[0] ?? 0;
}
