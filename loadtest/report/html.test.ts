import { describe, expect, it } from "vitest";
import { reportHtml } from "./html.ts";
import { reportLines } from "./lines.ts";
import { hasPassed, type Report } from "./report.ts";

const times = { count: 10, p50: 12, p95: 90, p99: 240, max: 300 };
const good: Report = {
  profile: "smoke",
  stack: "offline",
  run: "rabcde",
  startedAt: "2026-11-25T12:00:00.000Z",
  curve: [{ second: 0, rate: 10 }],
  thresholds: [{ text: "http_req_failed: rate<0.001", held: true }],
  load: {
    requests: 10,
    accepted: 10,
    refused: 0,
    duplicates: 0,
    forged: { sent: 0, accepted: 0 },
    dropped: 0,
    sentAfter: 0,
    statuses: { 200: 10 },
  },
  delivery: {
    purchases: 4,
    orders: 4,
    mails: 4,
    moves: 4,
    reports: 3,
    archived: 10,
    expected: { orders: 4, mails: 4, moves: 4, reports: 3, archived: 10 },
    lost: 0,
    doubled: 0,
    wrong: 0,
    deadLetters: 0,
    problems: [],
    evidence: { mails: "at SES", archive: "as a replay gives it back" },
  },
  response: times,
  eventToOrder: times,
  drainMilliseconds: 400,
  series: [0, 1, 2].map((second) => ({
    second,
    sent: 5,
    accepted: 5,
    responseP50: 12,
    responseP95: second === 1 ? null : 90,
    toOrderP95: 100,
  })),
  memory: [{ second: 0, rss: 200 }],
};
const lossy: Report = {
  ...good,
  delivery: {
    ...good.delivery,
    lost: 1,
    problems: [{ kind: "loss", text: `<img src=x onerror="alert('1')"> & more` }],
  },
};

describe("the verdict", () => {
  it("is good only when all thresholds and the delivery hold", () => {
    expect(hasPassed(good)).toBe(true);
    expect(hasPassed({ ...good, thresholds: [{ text: "p(95)<1", held: false }] })).toBe(false);
    for (const change of [{ lost: 1 }, { doubled: 1 }, { wrong: 1 }, { deadLetters: 1 }]) {
      expect(hasPassed({ ...good, delivery: { ...good.delivery, ...change } })).toBe(false);
    }
    expect(hasPassed({ ...good, load: { ...good.load, forged: { sent: 5, accepted: 1 } } })).toBe(false);
    expect(hasPassed({ ...good, load: { ...good.load, accepted: 0 } })).toBe(false);
    expect(hasPassed({ ...good, flatness: { perEvent: 40, limit: 32, held: false } })).toBe(false);
    expect(hasPassed({ ...good, flatness: { perEvent: 4, limit: 32, held: true } })).toBe(true);
  });

  it("of a breakpoint run asks for the delivery only: it is there to break a threshold", () => {
    const broken: Report = { ...good, profile: "breakpoint", thresholds: [{ text: "p(95)<1", held: false }] };
    expect(hasPassed(broken)).toBe(true);
    expect(hasPassed({ ...broken, delivery: lossy.delivery })).toBe(false);
  });
});

describe("the page", () => {
  it("escapes what it shows", () => {
    const page = reportHtml({ ...lossy, stack: "</title><script>" });
    expect(page).not.toContain("<img");
    expect(page).not.toContain("<script");
    expect(page).toContain("&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62; &#38; more");
  });

  it("asks nothing of any other address", () => {
    expect(reportHtml(good)).not.toMatch(/\b(?:src|href|url)\s*[=(]|https?:|@import/u);
  });

  it("draws a chart of each kind, and leaves a gap where nothing was measured", () => {
    const page = reportHtml(good);
    expect(page.match(/<svg/gu)).toHaveLength(4);
    expect(page).toMatch(/<path class="second" d="M[\d.]+ [\d.]+M[\d.]+ [\d.]+"\/>/u);
  });
});

describe("the lines", () => {
  it("say how memory went in a soak", () => {
    const lines = reportLines({ ...good, flatness: { perEvent: 40.04, limit: 32, held: false } });
    expect(lines).toContain("BROKEN kept memory grows by 40.0 KiB an event, limit 32");
    expect(lines.at(-1)).toBe("FAILED");
  });

  it("say what was lost, and how it ended", () => {
    expect(reportLines(good).at(-1)).toBe("PASSED");
    const lines = reportLines(lossy);
    expect(lines.join("\n")).toMatch(/^lost +1$/mu);
    expect(lines.at(-1)).toBe("FAILED");
  });
});
