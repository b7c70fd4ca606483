import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, receive, region, startTestAws, type TestAws } from "../testing.ts";
import { AwsError, LostResponse } from "./aws-error.ts";
import { delayed, failAfter, failBefore, hang, loseResponse } from "./faults.ts";
import type { AwsCall, Credentials, Interceptor } from "./types.ts";

const roleArn = "arn:aws:iam::000000000000:role/orders";

let aws: TestAws;
let queue: { url: string; arn: string };
let role: Credentials;

beforeAll(async () => {
  aws = await startTestAws();
  queue = aws.sqs.createQueue({ name: "orders" });
  const Statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn };
  role = aws.gateway.register({ arn: roleArn, kind: "role", policies: [{ Version: "2012-10-17", Statement }] });
});
afterAll(() => aws.close());

const sqs = (credentials = role, more: object = {}): SQSClient =>
  new SQSClient({ region, endpoint: aws.gateway.endpoint, credentials, ...more });
const send = (client: SQSClient, MessageBody = "x"): Promise<unknown> =>
  client.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody }));
const inProcess = (action: string, input: Record<string, unknown> = {}): Promise<unknown> =>
  aws.gateway.call(roleArn, "sqs", action, { QueueUrl: queue.url, ...input });
const isSend = (call: AwsCall): boolean => call.action === "SendMessage";

async function withInterceptor<T>(interceptor: Interceptor, work: () => Promise<T>): Promise<T> {
  const stop = aws.gateway.use(interceptor);
  try {
    return await work();
  } finally {
    stop();
  }
}

describe("a fault", () => {
  const throttle = (): AwsError => new AwsError("RequestThrottled", "slow down", { status: 403 });
  const once = { maxAttempts: 1 };
  const empty = async (): Promise<void> => {
    for (const { ReceiptHandle } of await receive(aws, queue.url)) {
      await aws.operate("sqs", "DeleteMessage", { QueueUrl: queue.url, ReceiptHandle });
    }
  };
  const waiting = async (): Promise<number> => (await bodies(aws, queue.url)).length;

  it("before the effect leaves nothing", async () => {
    await empty();
    const fail = failBefore(isSend, throttle);
    await withInterceptor(fail, () =>
      expect(send(sqs(role, once))).rejects.toMatchObject({ name: "RequestThrottled" }),
    );
    expect(await waiting()).toBe(0);
  });

  it("after the effect leaves the effect", async () => {
    await empty();
    await withInterceptor(failAfter(isSend, throttle), () =>
      expect(send(sqs(role, once))).rejects.toThrow("slow down"),
    );
    expect(await waiting()).toBe(1);
  });

  it("can lose the response, on the wire and in process", async () => {
    await empty();
    await withInterceptor(loseResponse(isSend), async () => {
      await expect(send(sqs(role, once))).rejects.toMatchObject({ code: "ECONNRESET" });
      await expect(inProcess("SendMessage", { MessageBody: "x" })).rejects.toBeInstanceOf(LostResponse);
    });
    expect(await waiting()).toBe(2);
  });

  it("can leave the caller without a response until the caller gives up", async () => {
    await empty();
    await withInterceptor(hang(isSend), async () => {
      const impatient = sqs(role, { ...once, requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true } });
      await expect(send(impatient)).rejects.toMatchObject({ name: "TimeoutError" });
      const gone = new AbortController();
      const input = { QueueUrl: queue.url, MessageBody: "x" };
      const call = aws.gateway.call(roleArn, "sqs", "SendMessage", input, gone.signal);
      gone.abort();
      await expect(call).rejects.toBeInstanceOf(LostResponse);
    });
    expect(await waiting()).toBe(0);
  });

  it("can delay, and is made good by the SDK's retry when it passes", async () => {
    await empty();
    let released = false;
    const wait = async (): Promise<void> => {
      await Promise.resolve();
      released = true;
    };
    await withInterceptor(delayed(isSend, wait), () => send(sqs()));
    expect(released).toBe(true);
    let failures = 0;
    const twice = failBefore(
      (call) => isSend(call) && (failures += 1) <= 2,
      () => new AwsError("InternalFailure", "once", { status: 500 }),
    );
    await withInterceptor(twice, () => send(sqs()));
    expect(await waiting()).toBe(2);
  });
});
