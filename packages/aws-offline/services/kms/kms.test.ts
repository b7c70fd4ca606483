import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { region, startTestAws, type TestAws } from "../../testing.ts";

const account = "000000000000";
const keyArn = `arn:aws:kms:${region}:${account}:key/one`;
const roleArn = `arn:aws:iam::${account}:role/reader`;
const root = { AWS: `arn:aws:iam::${account}:root` };

let aws: TestAws;
beforeAll(async () => {
  aws = await startTestAws();
  aws.kms.createKey({ arn: keyArn, policy: leavesToAccount(), rotates: true, aliases: ["alias/orders"] });
  aws.sqs.createQueue({ name: "locked", kmsMasterKeyId: keyArn });
  aws.gateway.register({
    arn: roleArn,
    kind: "role",
    policies: [
      {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: ["sqs:ReceiveMessage", "sqs:SendMessage"], Resource: "*" },
          { Effect: "Allow", Action: "kms:Decrypt", Resource: keyArn },
        ],
      },
    ],
  });
});
afterAll(() => aws.close());

function leavesToAccount(service = "sqs"): string {
  const Condition = { StringEquals: { "kms:ViaService": `${service}.${region}.amazonaws.com` } };
  const Action = ["kms:Decrypt", "kms:GenerateDataKey"];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Sid: "Use", Effect: "Allow", Principal: root, Action, Resource: "*", Condition }],
  });
}

const queueUrl = () => aws.sqs.urlOf(`arn:aws:sqs:${region}:${account}:locked`);
const receive = () => aws.gateway.call(roleArn, "sqs", "ReceiveMessage", { QueueUrl: queueUrl() });
const send = () => aws.gateway.call(roleArn, "sqs", "SendMessage", { QueueUrl: queueUrl(), MessageBody: "parcel" });

describe("a queue under a key", () => {
  it("gives messages to a role that may use both, and takes none of one that may not encrypt", async () => {
    await expect(receive()).resolves.toEqual({});
    await expect(send()).rejects.toMatchObject({
      code: "KmsAccessDenied",
      message: expect.stringContaining("no identity-based policy allows the kms:GenerateDataKey action"),
    });
  });

  it("is closed to a role whose account the key's policy leaves no such use to", async () => {
    await aws.operate("kms", "PutKeyPolicy", { KeyId: "alias/orders", Policy: leavesToAccount("sns") });
    await expect(receive()).rejects.toMatchObject({
      code: "KmsAccessDenied",
      message: expect.stringContaining("no resource-based policy allows the kms:Decrypt action"),
    });
    await aws.operate("kms", "PutKeyPolicy", { KeyId: keyArn, Policy: leavesToAccount() });
  });

  it("is closed to a service under a key that AWS manages", async () => {
    const { arn } = aws.sqs.createQueue({ name: "managed", kmsMasterKeyId: "alias/aws/sqs" });
    const Statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: arn };
    aws.sqs.setQueuePolicy(arn, { Version: "2012-10-17", Statement });
    const sender = { service: "sns.amazonaws.com", sourceArn: `arn:aws:sns:${region}:${account}:events` };
    expect(aws.sqs.refusal(arn, sender)).toMatch(/alias\/aws\/sqs, which AWS manages/u);
  });
});

describe("KMS's API", () => {
  it("describes the key by id, ARN and alias, and refuses a malformed policy", async () => {
    for (const KeyId of ["one", keyArn, "alias/orders"]) {
      expect(await aws.operate("kms", "DescribeKey", { KeyId })).toMatchObject({ KeyMetadata: { Arn: keyArn } });
    }
    expect(await aws.operate("kms", "GetKeyRotationStatus", { KeyId: "one" })).toEqual({ KeyRotationEnabled: true });
    expect(await aws.operate("kms", "GetKeyPolicy", { KeyId: "one" })).toMatchObject({ Policy: leavesToAccount() });
    await expect(aws.operate("kms", "DescribeKey", { KeyId: "two" })).rejects.toMatchObject({
      code: "NotFoundException",
    });
    await expect(aws.operate("kms", "PutKeyPolicy", { KeyId: "one", Policy: "{" })).rejects.toMatchObject({
      code: "MalformedPolicyDocumentException",
    });
  });
});
