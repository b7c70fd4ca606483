import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FaultPlan } from "../packages/aws-offline/faults/plan.ts";
import { parseFaultPlan, PlanError } from "../packages/aws-offline/faults/read-plan.ts";
import { faultSchema, readFaultPlan, type Fault } from "./fault-plan.ts";
import { UsageError } from "../ops/errors.ts";

const plan: FaultPlan<Fault> = {
  seed: 7,
  faults: [
    { at: "call", service: "dynamodb", action: "PutItem", caller: "order-processor", fails: "throttle", skip: 2 },
    {
      at: "call",
      resource: "journal",
      handling: "evt_1",
      fails: "error-after",
      code: "RequestLimitExceeded",
      status: 400,
    },
    { at: "call", fails: "crash-after", as: "out-of-memory", times: 3 },
    { at: "invocation", function: "email-processor", fails: "crash-before", as: "time-out" },
    { at: "stripe", method: "GET", path: "/v1/invoices/*", fails: "error", status: 503, times: "always" },
    { at: "delivery", queue: "orders", arrives: "repeated", copies: 3, times: { oneIn: 4 } },
    { at: "delivery", arrives: "late", seconds: 90 },
    { at: "pipe", fails: "one-entry" },
  ],
};

describe("a fault plan as JSON", () => {
  it("is the typed value", () => {
    expect(parseFaultPlan(JSON.stringify(plan), faultSchema)).toEqual(plan);
  });

  const faulty = (fault: object): string => JSON.stringify({ faults: [{ at: "pipe", fails: "target" }, fault] });
  it.each([
    ["{", "not JSON (Expected property name"],
    ["7", "the plan is 7: give Object"],
    ["{}", "faults is missing: give Array"],
    ['{"faults": {}}', "faults is {}: give Array"],
    ['{"faults": [], "sead": 1}', "sead is not known: allowed are seed, faults"],
    [faulty({ at: "moon" }), 'faults[1].at is "moon": give "call" | "invocation" | "delivery" | "pipe" | "stripe"'],
    [faulty({}), 'faults[1].at is missing: give "call" | "invocation" | "delivery" | "pipe" | "stripe"'],
    [faulty({ at: "pipe", fails: "leak" }), 'faults[1].fails is "leak": give "enrichment" | "target" | "one-entry"'],
    [
      faulty({ at: "call", fails: "not" }),
      'faults[1].fails is "not": give "throttle" | "lost-response" | "no-response" |',
    ],
    [faulty({ at: "delivery", arrives: "late" }), "faults[1].seconds is missing: give number"],
    [faulty({ at: "pipe", fails: "target", times: 0 }), "faults[1].times is 0: give >=1"],
    [faulty({ at: "pipe", fails: "target", times: "twice" }), 'faults[1].times is "twice": give "once" | "always" |'],
    [faulty({ at: "pipe", fails: "target", times: { oneIn: 1, of: 2 } }), "faults[1].times"],
    [faulty({ at: "stripe", fails: "error", status: 200 }), "faults[1].status is 200: give >=400"],
    [
      faulty({ at: "stripe", fails: "throttle", status: 429 }),
      "faults[1].status is not known: allowed are at, method, path, containing, skip, times, fails",
    ],
  ])("%s is refused in one line that names the entry and what is allowed", (text, message) => {
    expect(() => parseFaultPlan(text, faultSchema)).toThrow(PlanError);
    expect(() => parseFaultPlan(text, faultSchema)).toThrow(message);
    expect(() => parseFaultPlan(text, faultSchema)).toThrow(/^[^\n]+$/u);
  });
});

describe("readFaultPlan", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "faults-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it("reads a file", async () => {
    const file = join(folder, "plan.json");
    await writeFile(file, JSON.stringify(plan));
    expect(await readFaultPlan(file)).toEqual(plan);
  });

  it("names the file in what it refuses", async () => {
    const file = join(folder, "bad.json");
    await writeFile(file, "{}");
    await expect(readFaultPlan(file)).rejects.toThrow(
      new UsageError(`--faults ${file}: faults is missing: give Array`),
    );
    const absent = join(folder, "absent.json");
    await expect(readFaultPlan(absent)).rejects.toThrow(`${absent}: the file cannot be read (ENOENT)`);
  });
});
