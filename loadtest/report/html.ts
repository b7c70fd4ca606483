import { readableDuration } from "../../ops/output/duration.ts";
import type { Distribution } from "../verify/percentiles.ts";
import { escapeHtml, lineChart } from "./charts.ts";
import { kneeText } from "./lines.ts";
import { hasPassed, type Report } from "./report.ts";

const style = `:root{color-scheme:light dark;--first:#0074d4;--second:#d9480f;--third:#2b8a3e;--line:#8884}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;margin:0 0 1rem}th,td{text-align:right;padding:.2rem 1rem .2rem 0;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left}td.text{text-align:left}
figure{margin:0 0 1.5rem}figcaption{font-weight:600}.legend span{font-weight:400;margin-left:1rem}
svg{width:100%;height:auto}.grid{stroke:var(--line)}.tick{font-size:11px;fill:currentColor;opacity:.7}
path{fill:none;stroke-width:1.5}path.first{stroke:var(--first)}path.second{stroke:var(--second)}path.third{stroke:var(--third)}
span.first{color:var(--first)}span.second{color:var(--second)}span.third{color:var(--third)}
.verdict{display:inline-block;padding:.1rem .6rem;border-radius:.3rem;color:#fff;background:#2b8a3e}.verdict.bad{background:#c92a2a}
.bad{color:#c92a2a}li{overflow-wrap:anywhere}`;

/** The report as one page that asks nothing of any other address. */
export function reportHtml(report: Report): string {
  const passed = hasPassed(report);
  const title = `${report.profile} on ${report.stack}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`Load test: ${title}`)}</title><style>${style}</style></head><body>
<h1>Load test: ${escapeHtml(title)} <span class="verdict${passed ? "" : " bad"}">${passed ? "passed" : "failed"}</span></h1>
<p>Started ${escapeHtml(report.startedAt)}, run ${escapeHtml(report.run)}.</p>
${delivery(report)}
${times(report)}
${thresholds(report)}
<h2>Over time</h2>
${charts(report)}
${problems(report)}
</body></html>
`;
}

function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(String(cell))}</${tag}>`).join("")}</tr>`;
  return `<table>${line(headings, "th")}${rows.map((row) => line(row, "td")).join("")}</table>`;
}

function delivery({ load, delivery: { expected, evidence, ...counts } }: Report): string {
  const forged = load.forged.sent === 0 ? [] : [["forged", load.forged.accepted, 0]];
  return `<h2>Delivery</h2>
${table(
  ["", "counted", "expected"],
  [
    ["orders", counts.orders, expected.orders],
    ["mails", counts.mails, expected.mails],
    ["moves", counts.moves, expected.moves],
    ["warehouse messages", counts.reports, expected.reports],
    ["archived", counts.archived, expected.archived],
    ["lost", counts.lost, 0],
    ["doubled", counts.doubled, 0],
    ["wrong", counts.wrong, 0],
    ["dead letters", counts.deadLetters, 0],
    ...forged,
  ],
)}
<p>Mails counted ${escapeHtml(evidence.mails)}, the archive ${escapeHtml(evidence.archive)}.</p>
<h2>Load</h2>
${table(
  ["requests", "events accepted", "sent after the load", "refused", "duplicates", "forged", "not started by k6"],
  [[load.requests, load.accepted, load.sentAfter, load.refused, load.duplicates, load.forged.sent, load.dropped]],
)}`;
}

function times({ response, eventToOrder, drainMilliseconds, knee }: Report): string {
  const row = (name: string, of: Distribution | undefined): string[] =>
    of === undefined
      ? [name, "-", "-", "-", "-"]
      : [name, ...[of.p50, of.p95, of.p99, of.max].map((value) => readableDuration(value))];
  return `<h2>Times</h2>
${table(["", "p50", "p95", "p99", "most"], [row("response", response), row("event to order", eventToOrder)])}
<p>Drained ${escapeHtml(readableDuration(drainMilliseconds))} after the load.${knee === undefined ? "" : ` Knee: ${escapeHtml(kneeText(knee))}.`}</p>`;
}

function thresholds({ thresholds: all }: Report): string {
  return `<h2>Thresholds</h2>
<ul>${all.map(({ text, held }) => `<li${held ? "" : ' class="bad"'}>${held ? "held" : "broken"}: ${escapeHtml(text)}</li>`).join("")}</ul>`;
}

function charts({ series, memory }: Report): string {
  const line = (pick: (point: Report["series"][number]) => number | null) =>
    series.map((point) => ({ x: point.second, y: pick(point) }));
  return [
    lineChart("Rate", "events a second", [
      { name: "sent", kind: "second", points: line(({ sent }) => sent) },
      { name: "accepted", kind: "first", points: line(({ accepted }) => accepted) },
    ]),
    lineChart("Response", "ms", [
      { name: "p95", kind: "second", points: line(({ responseP95 }) => responseP95) },
      { name: "p50", kind: "first", points: line(({ responseP50 }) => responseP50) },
    ]),
    lineChart("Event to order", "ms", [{ name: "p95", kind: "first", points: line(({ toOrderP95 }) => toOrderP95) }]),
    ...(memory.length === 0
      ? []
      : [
          lineChart("Memory of the offline run, resident", "MB", [
            {
              name: "RSS",
              kind: "third",
              points: memory.map(({ second, rss }) => ({ x: Math.max(0, second), y: rss })),
            },
          ]),
        ]),
  ].join("\n");
}

function problems({ delivery: { problems: all } }: Report): string {
  if (all.length === 0) return "";
  return `<h2>Problems</h2><ul>${all.map(({ kind, text }) => `<li class="bad">${escapeHtml(`${kind}: ${text}`)}</li>`).join("")}</ul>`;
}
