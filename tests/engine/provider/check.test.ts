import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import { DEFAULTS } from "./resource.ts";

const queue = "aws:sqs/queue:Queue";
const urn = `urn:pulumi:dev::project::${queue}::orders`;
const proposal = { mode: "propose", name: "dev-orders-4f1d0c" } as const;

describe("check", () => {
  it("takes the name that the engine proposes, and keeps it from then on", () => {
    const first = check(queue, urn, {}, {}, proposal).inputs;
    expect(first).toEqual({ name: "dev-orders-4f1d0c", [DEFAULTS]: ["name"] });
    const second = check(queue, urn, first, {}, { ...proposal, name: "dev-orders-000000" }).inputs;
    expect(second).toEqual(first);
  });

  it("makes a name of its own for an engine that proposes none", () => {
    expect(check(queue, urn, {}, {}, undefined).inputs["name"]).toMatch(/^orders-[0-9a-f]{7}$/u);
  });

  it("leaves the program's own name alone", () => {
    expect(check(queue, urn, {}, { name: "mine" }, proposal).inputs).toEqual({ name: "mine", [DEFAULTS]: [] });
  });

  it("refuses a name that is longer than AWS allows", () => {
    const [failure] = check(
      "aws:cloudwatch/eventArchive:EventArchive",
      urn,
      {},
      { name: "a".repeat(49) },
      proposal,
    ).failures;
    expect(failure).toMatchObject({ property: "name" });
    expect(failure?.reason).toContain("longer than 48 characters");
  });

  it("refuses a policy that is no JSON", () => {
    const { failures } = check("aws:sqs/queuePolicy:QueuePolicy", urn, {}, { policy: "{" }, undefined);
    expect(failures.map((failure) => failure.property)).toEqual(["policy"]);
  });
});
