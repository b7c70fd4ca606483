import { request as httpRequest } from "node:http";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, region, startTestAws, type TestAws } from "../testing.ts";
import { startGateway } from "./gateway.ts";
import type { CallRecord, Credentials } from "./types.ts";

const roleArn = "arn:aws:iam::000000000000:role/orders";
const sessionArn = "arn:aws:sts::000000000000:assumed-role/orders/order-processor";

let aws: TestAws;
let queue: { url: string; arn: string };
let topicArn: string;
let role: Credentials;
const records: CallRecord[] = [];

beforeAll(async () => {
  aws = await startTestAws();
  aws.gateway.onCall((record) => records.push(record));
  queue = aws.sqs.createQueue({ name: "orders" });
  topicArn = aws.sns.createTopic({ name: "events" }).arn;
  role = grant({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn });
});
afterAll(() => aws.close());

type Statement = { Effect: string; Action: string | string[]; Resource: string };

function grant(...Statement: Statement[]): Credentials {
  const policies = [{ Version: "2012-10-17", Statement }];
  return aws.gateway.register({ arn: roleArn, kind: "role", session: "order-processor", policies });
}

const sqs = (credentials = role): SQS => new SQS({ region, endpoint: aws.gateway.endpoint, credentials });
const send = (client: SQS, MessageBody = "x"): Promise<unknown> =>
  client.sendMessage({ QueueUrl: queue.url, MessageBody });
const inProcess = (action: string, input: Record<string, unknown> = {}): Promise<unknown> =>
  aws.gateway.call(roleArn, "sqs", action, { QueueUrl: queue.url, ...input });
/** A request with any headers, which fetch does not allow. */
function raw(headers: Record<string, string>, path = "/_aws/ses"): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${aws.gateway.endpoint}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
    request.end();
  });
}

describe("a role", () => {
  it("may do what its policy allows, on the wire and in process", async () => {
    await send(sqs());
    await inProcess("SendMessage", { MessageBody: "y" });
    expect(await bodies(aws, queue.url)).toHaveLength(2);
  });

  it("is refused anything else in AWS's words, in each protocol", async () => {
    const why = (what: string, on: string): string =>
      `User: ${sessionArn} is not authorized to perform: ${what} on resource: ${on} ` +
      `because no identity-based policy allows the ${what} action`;
    const receive = sqs().receiveMessage({ QueueUrl: queue.url });
    await expect(receive).rejects.toMatchObject({
      name: "AccessDenied",
      message: why("sqs:ReceiveMessage", queue.arn),
      $metadata: { httpStatusCode: 403 },
    });
    const options = { region, endpoint: aws.gateway.endpoint, credentials: role };
    const publish = new SNS(options).publish({ TopicArn: topicArn, Message: "x" });
    await expect(publish).rejects.toMatchObject({
      name: "AuthorizationErrorException",
      message: why("sns:Publish", topicArn),
    });
    const { arn: secretArn } = aws.secretsManager.createSecret({ name: "secret", secretString: "x" });
    const read = new SecretsManager(options).getSecretValue({ SecretId: "secret" });
    await expect(read).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: why("secretsmanager:GetSecretValue", secretArn),
    });
    await expect(inProcess("ReceiveMessage")).rejects.toMatchObject({ code: "AccessDenied" });
  });

  it("is held to a Deny in its own policy and in the queue's", async () => {
    const allow = { Effect: "Allow", Action: "sqs:*", Resource: "*" };
    grant(allow, { Effect: "Deny", Action: "sqs:PurgeQueue", Resource: queue.arn });
    await expect(inProcess("PurgeQueue")).rejects.toThrow("with an explicit deny in an identity-based policy");
    const deny = { Effect: "Deny", Principal: { AWS: roleArn }, Action: "sqs:ListQueueTags", Resource: queue.arn };
    aws.sqs.setQueuePolicy(queue.arn, { Version: "2012-10-17", Statement: deny });
    await expect(inProcess("ListQueueTags")).rejects.toThrow("with an explicit deny in a resource-based policy");
    grant({ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn });
  });

  it("is asked about directly by services that act for it", () => {
    const functionArn = `arn:aws:lambda:${region}:000000000000:function:f`;
    grant(
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn },
      { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
    );
    expect(() => aws.gateway.authorise(roleArn, "lambda:InvokeFunction", functionArn)).not.toThrow();
    expect(() => aws.gateway.authorise(roleArn, "lambda:InvokeFunction", `${functionArn}2`)).toThrow(
      "not authorized to perform: lambda:InvokeFunction",
    );
  });

  it("cannot be registered with a policy that is not understood", () => {
    const policies = [{ Version: "2012-10-17", Statement: { Effect: "Allow", NotAction: "*", Resource: "*" } }];
    expect(() => aws.gateway.register({ arn: roleArn, kind: "role", policies })).toThrow("NotAction");
  });
});

describe("a caller", () => {
  it("with unknown credentials is refused", async () => {
    const strangers = sqs({ accessKeyId: "AKIASTRANGER", secretAccessKey: "x" });
    await expect(send(strangers)).rejects.toMatchObject({
      name: "InvalidClientTokenId",
      $metadata: { httpStatusCode: 403 },
    });
    expect((await fetch(aws.gateway.endpoint, { method: "POST" })).status).toBe(403);
  });

  it("reports which service or action is not supported", async () => {
    const call = async (
      service: string,
      headers: Record<string, string>,
      body: string,
      path = "/",
    ): Promise<string> => {
      const scope = `${role.accessKeyId}/20261123/${region}/${service}/aws4_request`;
      const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
      const response = await fetch(aws.gateway.endpoint + path, {
        method: "POST",
        headers: { authorization, ...headers },
        body,
      });
      expect(response.status).toBe(501);
      return response.text();
    };
    const json = { "content-type": "application/x-amz-json-1.0" };
    expect(await call("kinesis", { ...json, "x-amz-target": "Kinesis_20131202.PutRecord" }, "{}")).toContain(
      "the service kinesis",
    );
    expect(await call("sqs", { ...json, "x-amz-target": "AmazonSQS.AddPermission" }, "{}")).toContain(
      "sqs:AddPermission",
    );
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect(await call("iam", form, "Action=ListRoles")).toMatch(/<ErrorResponse.*the service iam/);
    expect(await call("ses", json, "{}", "/v2/email/identities")).toContain("ses POST /v2/email/identities");
    expect(await call("sns", form, "Action=CreatePlatformApplication")).toContain("sns:CreatePlatformApplication");
  });

  it("from another host or origin is refused", async () => {
    const { port } = new URL(aws.gateway.endpoint);
    expect(await raw({ host: "evil.example" })).toBe(403);
    expect(await raw({ host: `evil.example:${port}` })).toBe(403);
    expect(await raw({ origin: "https://evil.example" })).toBe(403);
    expect(await raw({ origin: "null" })).toBe(403);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `sqs.localhost:${port}`])
      expect(await raw({ host })).toBe(200);
    expect(await raw({ origin: "http://localhost:4001" })).toBe(200);
  });
});

describe("the endpoint", () => {
  it("is on the loopback, and says EADDRINUSE for a taken port", async () => {
    expect(aws.gateway.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await expect(startGateway(Number(new URL(aws.gateway.endpoint).port))).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });
});

describe("a record", () => {
  it("is made of each call, allowed, denied or failed", async () => {
    records.length = 0;
    await send(sqs(), "recorded");
    await inProcess("PurgeQueue").catch(() => undefined);
    await inProcess("SendMessage", { MessageBody: "\uFFFF" }).catch(() => undefined);
    const base = { principal: roleArn, service: "sqs", resources: [queue.arn] };
    expect(records).toMatchObject([
      { ...base, action: "SendMessage", outcome: "ok" },
      { ...base, action: "PurgeQueue", outcome: "denied", errorCode: "AccessDenied" },
      { ...base, action: "SendMessage", outcome: "error", errorCode: "InvalidMessageContents" },
    ]);
    expect(records[0]?.requestBytes).toBeGreaterThan("recorded".length);
    expect(records[0]?.responseBytes).toBeGreaterThan(0);
    expect(records[0]?.milliseconds).toBeGreaterThan(0);
  });
});
