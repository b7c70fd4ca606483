import type { Counts } from "../../ops/core/costs/counts.ts";
import { type CostGroup, costGroups } from "../../ops/core/costs/line.ts";
import type { PriceName } from "../../ops/core/costs/prices.ts";
import { markdownTable } from "../markdown.ts";
import { byVolume, monthOf, type PricedStack, volumeHeadings, volumes } from "./stacks.ts";

const defaults: PricedStack = { stage: "dev", config: {} };
const stacks: readonly PricedStack[] = [
  defaults,
  { stage: "dev", config: { monitoring: "lean" } },
  { stage: "dev", config: { tracing: "all" } },
  { stage: "dev", config: { encryption: "customer-key" } },
  { stage: "dev", config: { network: "private" } },
  { stage: "dev", config: { network: "private", interfaceEndpoints: "true" } },
  { stage: "dev", config: { network: "private", encryption: "customer-key" } },
  { stage: "prod", config: {} },
  { stage: "prod", config: { interfaceEndpoints: "false" } },
  { stage: "prod", config: { network: "public" } },
];

/** US dollars a month of a shop with that many purchases, by its monitoring, messages one by one. */
export async function smallShop(counts: Counts): Promise<string> {
  const rows = await Promise.all(
    [0, 100, 1_000, 10_000].map(async (purchases) => {
      const events = (purchases * counts.events) / counts.purchases;
      const of = (monitoring: string) => monthOf({ stage: "dev", config: { monitoring } }, events, counts);
      const [lean, full] = [await of("lean"), await of("full")];
      const mails = lean.lines.filter(({ group }) => group === "mail").reduce((sum, { usd }) => sum + usd, 0);
      return [purchases, Math.round(events), ...[lean.total, full.total, mails].map((usd) => usd.toFixed(2))];
    }),
  );
  const headings = ["purchases a month", "events", "`monitoring: lean`", "`monitoring: full`", "of it SES"];
  return `${markdownTable(headings, rows)}\n`;
}

/** US dollars a month of stacks with other settings. */
export async function monthsByStack(counts: Counts): Promise<string> {
  const rows = await Promise.all(
    stacks.map(async (stack) => [
      `\`--stack ${stack.stage}${configText(stack)}\``,
      ...(await byVolume(async (events) => (await monthOf(stack, events, counts)).total)),
    ]),
  );
  return `${markdownTable(["`npm run ops -- costs`", ...volumeHeadings], rows)}\n`;
}

function configText({ config }: PricedStack): string {
  return Object.entries(config)
    .map(([name, value]) => ` --config ${name}=${value}`)
    .join("");
}

const groupNames: Readonly<Record<CostGroup, string>> = {
  events: "events: API, webhook, topic, queues, consumers, tables, logs",
  archive: "archive branch: queue, pipe, journal, bus, archive",
  tracing: "X-Ray",
  mail: "e-mail",
  kept: "storage: tables, archive, logs",
  fixed: "by the month: alarms, dashboards, metrics, secret, polls of idle queues",
};

/** US dollars a month of a stack with the defaults, by what they are paid for. */
export async function monthsByGroup(counts: Counts): Promise<string> {
  const rows = await Promise.all(
    costGroups.map(async (group) => [
      groupNames[group],
      ...(await byVolume(async (events) =>
        (await monthOf(defaults, events, counts)).lines
          .filter((line) => line.group === group)
          .reduce((sum, { usd }) => sum + usd, 0),
      )),
    ]),
  );
  return `${markdownTable(["defaults", ...volumeHeadings], rows)}\n`;
}

const traced: PricedStack = { stage: "dev", config: { tracing: "all" } };

/** What X-Ray records of all functions, one by one and in full batches. */
export async function tracesByVolume(counts: Counts): Promise<string> {
  const rows = await Promise.all(
    [...volumes, 10_000_000, 100_000_000].map(async (events) => {
      const [few, full] = await Promise.all(
        [1, counts.batchSize].map((batch) => monthOf(traced, events, counts, batch)),
      );
      const line = (of: typeof few) => of?.lines.find(({ group }) => group === "tracing");
      return [
        events,
        Math.round(line(few)?.quantity ?? 0),
        (line(few)?.usd ?? 0).toFixed(2),
        Math.round(line(full)?.quantity ?? 0),
        (line(full)?.usd ?? 0).toFixed(2),
      ];
    }),
  );
  const headings = ["events a month", "traces, one by one", "$", "traces, full batches", "$"];
  return `${markdownTable(headings, rows)}\n`;
}

/** US dollars a month that a private network costs without one event. */
export async function networkByMonth(counts: Counts): Promise<string> {
  const parts: readonly PriceName[] = ["natHour", "publicAddressHour", "endpointHour"];
  const rows = await Promise.all(
    ["dev", "prod"].flatMap((stage) =>
      ["false", "true"].map(async (interfaceEndpoints) => {
        const stack = { stage, config: { network: "private", interfaceEndpoints } };
        const { lines } = await monthOf(stack, 1, counts);
        const usd = parts.map((part) =>
          lines.filter(({ price }) => price === part).reduce((sum, line) => sum + line.usd, 0),
        );
        const total = usd.reduce((sum, each) => sum + each, 0);
        return [stage, interfaceEndpoints, ...[...usd, total].map((each) => each.toFixed(2))];
      }),
    ),
  );
  const headings = [
    "stack",
    "interfaceEndpoints",
    "NAT gateways",
    "their addresses",
    "interface endpoints",
    "$ a month",
  ];
  return `${markdownTable(headings, rows)}\n`;
}
