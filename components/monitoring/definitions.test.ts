import { describe, expect, it } from "vitest";
import { alarmsOf } from "./alarms/index.ts";
import { businessDashboard } from "./business.ts";
import { dashboardBody } from "./dashboard-body.ts";
import { operationsDashboard } from "./operations.ts";
import type { WatchedSystem } from "./system.ts";
import type { Thresholds } from "./thresholds.ts";

const handler = (name: string) => ({ name, timeoutSeconds: 30, logGroup: `${name}-logs` });

/** A system whose names are known, as a page that draws the dashboards itself has it. */
const system: WatchedSystem<string> = {
  project: "shop",
  stage: "dev",
  webhook: { apiId: "api", handler: handler("webhook") },
  eventTopic: "events",
  warehouseTopic: "warehouse",
  consumers: { "gift-cards": { queue: "gift-cards", handler: handler("gift-cards") } },
  archive: { queue: "archive", handler: handler("archive") },
  mailOutcome: { queue: "mail-outcome", handler: handler("mail-outcome") },
  deadLetterQueues: { "gift-cards": "gift-cards-dead" },
  pipe: "pipe",
  bus: "bus",
  replayRules: { "gift-cards": "gift-cards-rule" },
  tables: { orders: "orders" },
};

const thresholds: Thresholds = {
  waitingSeconds: 1800,
  queueDepth: 1,
  queueAgeSeconds: 2,
  deadLetters: 3,
  functionErrorPercent: 4,
  throttles: 5,
  durationShare: 0.5,
  apiErrorPercent: 6,
  apiLatencyMilliseconds: 7,
  refusedWhileNoneAccepted: 3,
  apiRefusals: 11,
  refusedSignatures: 8,
  heartbeatHours: 9,
  reconcileHours: 4,
  eventDelaySeconds: 10,
  bounceRate: 0.1,
  complaintRate: 0.2,
};

describe("the definitions", () => {
  it("are plain values where the names are: as JSON they are the same", () => {
    const plain = [
      operationsDashboard(system, thresholds, ["arn:aws:cloudwatch:eu-west-1:1:alarm:one"]),
      businessDashboard("dev"),
      alarmsOf(system, thresholds),
    ];
    expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
  });

  it("compare and draw with the given thresholds", () => {
    const byName = new Map(alarmsOf(system, thresholds).map((alarm) => [alarm.name, alarm]));
    expect(byName.get("gift-cards-queue-depth")?.threshold).toBe(1);
    expect(byName.get("gift-cards-function-duration")?.threshold).toBe(15_000);
    expect(byName.get("heartbeat")?.periods).toEqual([9, 9]);
    expect(byName.get("missing-events")?.periods).toEqual([1, 4]);
    const sections = operationsDashboard(system, thresholds, []).sections;
    const drawn = sections.flatMap(({ widgets }) =>
      widgets.flatMap((widget) => (widget.kind === "graph" ? widget.limits.map(({ value }) => value) : [])),
    );
    expect(drawn).toEqual(expect.arrayContaining([1, 2, 3, 4, 5, 7, 10, 15_000, 0.1, 0.2]));
  });

  it("have no heartbeat and no count of missing events when they are off", () => {
    const off = alarmsOf(system, { ...thresholds, heartbeatHours: 0, reconcileHours: 0 }).map(({ name }) => name);
    expect(off).not.toContain("heartbeat");
    expect(off).not.toContain("missing-events");
    expect(off).toHaveLength(alarmsOf(system, thresholds).length - 2);
  });

  it("take a name with a hyphen, which no id of metric math may have", () => {
    const ids = alarmsOf(system, thresholds).flatMap(({ signal }) =>
      "expression" in signal ? [signal.id, ...Object.keys(signal.inputs)] : [],
    );
    expect(ids).toContain("errors_gift_cards");
    expect(ids.filter((id) => !/^[a-z]\w*$/u.test(id))).toEqual([]);
  });

  it("lie on the grid of the dashboard three in a row, under a heading with links to the runbooks", () => {
    const body = dashboardBody(businessDashboard("dev"), "eu-west-1");
    expect(body).toMatchObject({
      widgets: [
        { type: "text", x: 0, y: 0, width: 24, height: 3 },
        { type: "metric", x: 0, y: 3, width: 8, height: 6 },
        { type: "metric", x: 8, y: 3, width: 8, height: 6 },
        { type: "metric", x: 16, y: 3, width: 8, height: 6 },
        {
          type: "text",
          y: 9,
          properties: { markdown: expect.stringContaining("(docs/runbooks/mail-outcome-unknown.md)") },
        },
        ...Array.from({ length: 14 }, () => expect.anything()),
        { type: "metric", x: 0, width: 24 },
      ],
    });
  });
});
