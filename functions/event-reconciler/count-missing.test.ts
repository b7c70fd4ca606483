import { Stripe } from "stripe";
import { expect, it } from "vitest";
import { recordLog, recordMetrics } from "../shared/testing.ts";
import { countMissing } from "./count-missing.ts";

const now = Date.parse("2026-11-28T12:00:00Z");
const hour = 3600;

async function count(
  known: readonly string[],
  more: { hours?: number; retentionDays?: number } = {},
  ids = ["evt_1", "evt_2", "evt_live"],
) {
  const metrics = recordMetrics();
  const log = recordLog();
  const asked: URLSearchParams[] = [];
  const created = now / 1000 - hour;
  const data = ids.map((id) => ({
    id,
    object: "event",
    type: "invoice.paid",
    created,
    livemode: id === "evt_live",
    data: { object: { id: "in_1", object: "invoice" } },
  }));
  const respond = (url: string | URL | Request): Promise<Response> => {
    asked.push(new URL(url instanceof Request ? url.url : url).searchParams);
    return Promise.resolve(Response.json({ object: "list", data, has_more: false }));
  };
  const stripe = new Stripe("rk_test_1", { httpClient: Stripe.createFetchHttpClient(respond) });
  await countMissing({
    ask: (_what, call) => call(stripe),
    types: ["invoice.paid"],
    hours: 1,
    retentionDays: 90,
    ...more,
    known: () => Promise.resolve(new Set(known)),
    livemode: false,
    metrics,
    log,
    now: () => now,
  });
  return { missing: metrics.total("EventsMissing"), counts: metrics.records.length, line: log.lines[0], asked };
}

it("counts what the journal lacks, of this livemode, and names it in an error", async () => {
  const { missing, line } = await count(["evt_1"]);
  expect(missing).toBe(1);
  const message = "events are at Stripe only";
  expect(line).toEqual({ level: "error", message, checked: 2, missing: 1, events: ["evt_2"] });
});

it("counts 0 where nothing is missing, so that the alarm ends", async () => {
  const { missing, counts, line } = await count(["evt_1", "evt_2"]);
  expect([missing, counts, line?.level, line?.message]).toEqual([0, 1, "info", "nothing is missing"]);
});

it("names no more events than a log line is read for", async () => {
  const many = Array.from({ length: 30 }, (_, index) => `evt_${String(index)}`);
  const { missing, line } = await count([], {}, many);
  expect([missing, line?.["events"]]).toEqual([30, many.slice(0, 20)]);
});

it("looks back over two intervals, but no further than the journal, and leaves what may be on its way", async () => {
  const created = async (...of: Parameters<typeof count>) =>
    (await count(...of)).asked.map((each) => ["gte", "lte"].map((bound) => Number(each.get(`created[${bound}]`))));
  const until = now / 1000 - hour / 4;
  expect(await created([])).toEqual([[until - 2 * hour, until]]);
  expect(await created([], { hours: 12, retentionDays: 1 })).toEqual([[until - 23 * hour, until]]);
});
