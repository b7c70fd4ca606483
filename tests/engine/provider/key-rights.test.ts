import { beforeAll, describe, expect, it } from "vitest";
import { keyType } from "../../../packages/aws-offline/services/kms/resources.ts";
import { evaluate } from "../../support/evaluate.ts";
import { Cloud } from "./cloud.ts";
import { account } from "./place.ts";
import type { Properties } from "./values.ts";

const types = {
  key: "aws:kms/key:Key",
  bus: "aws:cloudwatch/eventBus:EventBus",
  rule: "aws:cloudwatch/eventRule:EventRule",
};

let policy = "";
beforeAll(async () => {
  const graph = await evaluate({ settings: { encryption: "customer-key" } });
  policy = String(graph.of(keyType)[0]?.inputs.policy).replaceAll("000000000000", account);
});

/** A bus under a key, and a rule on the bus; the key's policy can change between the two. */
function encrypted(ofBus: string, ofRule = ofBus): void {
  const cloud = new Cloud();
  const create = (kind: keyof typeof types, inputs: Properties) =>
    cloud.create(types[kind], `urn:pulumi:dev::project::${types[kind]}::${kind}`, { name: kind, ...inputs }, false);
  const key = create("key", { policy: ofBus });
  create("bus", { kmsKeyIdentifier: key.outputs["arn"] ?? "" });
  cloud.update(types.key, key.id, { policy: ofRule }, {}, false);
  create("rule", { eventBusName: "bus", eventPattern: "{}" });
}

describe("a bus and its rule under a customer's key", () => {
  it("are created by an administrator whom the program's key policy lets use the key through EventBridge", () => {
    expect(() => encrypted(policy)).not.toThrow();
  });

  it("are refused when the key is not used through EventBridge", () => {
    const without = policy.replace('"events.ap-southeast-1.amazonaws.com",', "");
    expect(without).not.toBe(policy);
    expect(() => encrypted(without)).toThrow(
      /cannot create .*::bus: .*GenerateDataKeyWithoutPlaintext through events/u,
    );
    expect(() => encrypted(policy, without)).toThrow(/cannot create .*::rule: .*kms:Decrypt through events/u);
  });

  it.each([
    "kms:DescribeKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ])("are refused without %s", (action) => {
    const without = policy.replaceAll(`"${action}"`, '"kms:ListAliases"');
    expect(() => encrypted(without)).toThrow(`call ${action} through events`);
  });
});
