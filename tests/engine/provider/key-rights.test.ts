import { beforeAll, describe, expect, it } from "vitest";
import { keyType } from "../../../packages/aws-offline/services/kms/resources.ts";
import { evaluate } from "../../support/evaluate.ts";
import { withoutStatement } from "../../support/key-policy.ts";
import { Cloud } from "./cloud.ts";
import { account } from "./place.ts";
import type { Properties } from "./values.ts";

const types = {
  key: "aws:kms/key:Key",
  bus: "aws:cloudwatch/eventBus:EventBus",
  rule: "aws:cloudwatch/eventRule:EventRule",
  archive: "aws:cloudwatch/eventArchive:EventArchive",
  table: "aws:dynamodb/table:Table",
  secret: "aws:secretsmanager/secret:Secret",
  logs: "aws:cloudwatch/logGroup:LogGroup",
  queue: "aws:sqs/queue:Queue",
  queuePolicy: "aws:sqs/queuePolicy:QueuePolicy",
  topic: "aws:sns/topic:Topic",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  target: "aws:cloudwatch/eventTarget:EventTarget",
};
const arn = (service: string, resource: string): string => `arn:aws:${service}:ap-southeast-1:${account}:${resource}`;
const busName = "order-processing-system-dev";

let policy = "";
beforeAll(async () => {
  const graph = await evaluate({ settings: { encryption: "customer-key" } });
  policy = String(graph.of(keyType)[0]?.inputs.policy).replaceAll("000000000000", account);
});

/** Everything that a key of this policy encrypts; a rule is made after the policy has changed to `ofRule`. */
function encrypted(ofKey: string, ofRule = ofKey): void {
  const cloud = new Cloud();
  const create = (kind: keyof typeof types, inputs: Properties) =>
    cloud.create(types[kind], `urn:pulumi:dev::project::${types[kind]}::${kind}`, { name: kind, ...inputs }, false);
  const created = create("key", { policy: ofKey });
  const key = created.outputs["arn"] ?? "";
  create("logs", { kmsKeyId: key });
  create("secret", { kmsKeyId: key });
  create("table", { serverSideEncryption: { enabled: true, kmsKeyArn: key } });
  const { id: queueUrl } = create("queue", { kmsMasterKeyId: key });
  create("topic", {});
  const sources = [arn("sns", "topic"), arn("events", `rule/${busName}/rule`)];
  create("queuePolicy", { queueUrl, policy: JSON.stringify({ sources }) });
  create("subscription", { topic: arn("sns", "topic"), protocol: "sqs", endpoint: arn("sqs", "queue") });
  create("bus", { name: busName, kmsKeyIdentifier: key });
  create("archive", { eventSourceArn: arn("events", `event-bus/${busName}`), kmsKeyIdentifier: key });
  cloud.update(types.key, created.id, { policy: ofRule }, {}, false);
  create("rule", { eventBusName: busName, eventPattern: "{}" });
  create("target", { rule: "rule", eventBusName: busName, arn: arn("sqs", "queue") });
}

const without = (text: string): string => {
  expect(policy).toContain(text);
  return policy.replaceAll(text, "");
};

describe("what a customer's key encrypts", () => {
  it("is created by an administrator under the program's key policy", () => {
    expect(() => encrypted(policy)).not.toThrow();
  });

  it.each([
    ["events", /::bus: .*GenerateDataKeyWithoutPlaintext through events/u],
    ["dynamodb", /::table: .*CreateGrant through dynamodb/u],
    ["secretsmanager", /::secret: .*GenerateDataKey through secretsmanager/u],
  ])("is refused where the account may not use the key through %s", (service, refusal) => {
    expect(() => encrypted(without(`"${service}.ap-southeast-1.amazonaws.com",`))).toThrow(refusal);
  });

  it("is refused, of a rule and its target, once the policy has lost EventBridge", () => {
    const later = without('"events.ap-southeast-1.amazonaws.com",');
    expect(() => encrypted(policy, later)).toThrow(/cannot create .*::rule: .*kms:Decrypt through events/u);
  });

  it.each([
    ["DeliverFromTopics", /::subscription: .*let sns.amazonaws.com call kms:GenerateDataKey/u],
    ["DeliverFromBus", /::target: .*let events.amazonaws.com call kms:GenerateDataKey/u],
    ["KeepBusAndArchive", /::bus: .*let events.amazonaws.com call kms:GenerateDataKey/u],
    ["DescribeForBusAndArchive", /::bus: .*let events.amazonaws.com call kms:DescribeKey/u],
    ["KeepLogs", /::logs: .*let logs.ap-southeast-1.amazonaws.com call/u],
  ])("is refused without the statement %s", (sid, refusal) => {
    expect(() => encrypted(withoutStatement(policy, sid))).toThrow(refusal);
  });

  it("is refused where a statement demands a key that the service does not send", () => {
    const conditioned = policy.replace(
      '{"ArnLike":{"kms:EncryptionContext:aws:sqs:arn"',
      `{"StringEquals":{"aws:SourceAccount":"${account}"},"ArnLike":{"kms:EncryptionContext:aws:sqs:arn"`,
    );
    expect(conditioned).not.toBe(policy);
    expect(() => encrypted(conditioned)).toThrow(/::target: .*let events.amazonaws.com call/u);
  });

  it.each([
    "kms:DescribeKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:CreateGrant",
  ])("is refused without %s", (action) => {
    expect(() => encrypted(policy.replaceAll(`"${action}"`, '"kms:ListAliases"'))).toThrow(`call ${action} `);
  });
});
