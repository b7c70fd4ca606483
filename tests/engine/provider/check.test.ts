import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import { DEFAULTS } from "./resource.ts";
import { secret, UNKNOWN, type Properties } from "./values.ts";

const queue = "aws:sqs/queue:Queue";
const urn = `urn:pulumi:dev::project::${queue}::orders`;
const proposal = { mode: "propose", name: "dev-orders-4f1d0c" } as const;

const refused = (type: string, inputs: Properties) => check(type, urn, {}, inputs, proposal).failures;

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

  it("says what is allowed and what it got", () => {
    expect(refused(queue, { visibilityTimeoutSeconds: 43_201 })).toEqual([
      {
        property: "visibilityTimeoutSeconds",
        reason: '"visibilityTimeoutSeconds" expected to be in the range (0 - 43200), got 43201',
      },
    ]);
  });

  it("looks through secret marks", () => {
    expect(refused("aws:sqs/queuePolicy:QueuePolicy", { policy: secret("{") })).toHaveLength(1);
  });

  it("lets pass an archive, whose files a description has", () => {
    const code = { "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", assets: { "index.js": {} } };
    expect(refused("aws:lambda/function:Function", { code })).toEqual([]);
  });

  it("lets pass what a preview does not know yet", () => {
    expect(refused(queue, { redrivePolicy: UNKNOWN, visibilityTimeoutSeconds: UNKNOWN })).toEqual([]);
    expect(refused("aws:sns/topicPolicy:TopicPolicy", { arn: UNKNOWN, policy: UNKNOWN })).toEqual([]);
    const attributes = [{ name: UNKNOWN, type: "S" }];
    expect(refused("aws:dynamodb/table:Table", { hashKey: UNKNOWN, attributes })).toEqual([]);
  });
});
