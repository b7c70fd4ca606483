import { SQS } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { bodies, eventually, lets, region, startTestAws, type TestAws } from "../testing.ts";
import type { FaultInjector } from "./injector.ts";

const roleArn = "arn:aws:iam::000000000000:role/dev-worker-role-1";

interface Bench {
  aws: TestAws;
  faults: FaultInjector;
  queue: { url: string; arn: string };
  /** A client under the role, which makes one attempt. */
  sqs: (requestHandler: object) => SQS;
  /** Calls within the process, under the role. */
  send: (body: string) => Promise<unknown>;
  invoke: (body: string) => Promise<{ ok: boolean }>;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Sends its payload's text to the queue, as the SDK would. */
const handler = `exports.handler = async ({ body }) => {
  const response = await fetch(process.env.ENDPOINT, { method: "POST", headers: {
    authorization: "AWS4-HMAC-SHA256 Credential=" + process.env.AWS_ACCESS_KEY_ID + "/20261101/${region}/sqs/aws4_request",
    "x-amz-target": "AmazonSQS.SendMessage",
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-trace-id": process.env._X_AMZN_TRACE_ID,
  }, body: JSON.stringify({ QueueUrl: process.env.QUEUE, MessageBody: body }) });
  return response.status;
}`;

async function openBench(scale = 1): Promise<Bench> {
  const aws = await startTestAws(scale);
  closers.push(() => aws.close());
  const { faults, lambda } = aws;
  const queue = aws.sqs.createQueue({ name: "orders-queue" });
  const Statement = { Effect: "Allow", Action: ["sqs:SendMessage", "events:PutEvents"], Resource: "*" };
  const credentials = aws.gateway.register({
    arn: roleArn,
    kind: "role",
    policies: [{ Version: "2012-10-17", Statement }],
  });
  lambda.runtime.create({
    name: "worker",
    arn: `arn:aws:lambda:${region}:000000000000:function:worker`,
    files: { "index.js": handler },
    handler: "index.handler",
    environment: { ENDPOINT: aws.gateway.endpoint, QUEUE: queue.url },
    timeoutSeconds: 30,
    memoryMb: 256,
    credentials,
    logGroup: "/aws/lambda/worker",
    region,
  });
  return {
    aws,
    faults,
    queue,
    sqs: (requestHandler) =>
      new SQS({ region, endpoint: aws.gateway.endpoint, credentials, maxAttempts: 1, requestHandler }),
    send: (body) => aws.gateway.call(roleArn, "sqs", "SendMessage", { QueueUrl: queue.url, MessageBody: body }),
    invoke: (body) => lambda.invoker.invoke("worker", { body }),
  };
}

describe("a fault of a call", () => {
  it.each<["call", string, object, boolean]>([
    ["call", "throttle", { code: "RequestThrottled", status: 400 }, false],
    ["call", "error", { code: "InternalError", status: 500 }, false],
    ["call", "error-after", { code: "InternalError", status: 500 }, true],
    ["call", "lost-response", { code: "ECONNRESET" }, true],
  ])("%s %s: %j, and the effect is there: %s", async (at, fails, error, hasEffect) => {
    const { faults, send, queue, aws } = await openBench();
    faults.add({ faults: [{ at, fails: fails as "error", action: "SendMessage" }] });
    await expect(send("x")).rejects.toMatchObject(error);
    expect(await bodies(aws, queue.url)).toEqual(hasEffect ? ["x"] : []);
    await send("y");
    expect(await bodies(aws, queue.url)).toEqual(["y"]);
  });

  it("without a response lasts until a caller within the process gives up, by the clock", async () => {
    const { faults, send, queue, aws } = await openBench(300);
    faults.add({ faults: [{ at: "call", fails: "no-response", service: "sqs", action: "SendMessage" }] });
    const started = performance.now();
    await expect(send("x")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(performance.now() - started).toBeGreaterThan(90);
    expect(await bodies(aws, queue.url)).toEqual([]);
  });

  it.each([
    ["throttle", { name: "RequestThrottled" }, []],
    ["error-after", { name: "InternalError" }, ["x"]],
    ["lost-response", { code: "ECONNRESET" }, ["x"]],
    ["no-response", { name: "TimeoutError" }, []],
  ] as const)("%s, as a client of the SDK sees it: %j", async (fails, error, left) => {
    const { faults, sqs, queue, aws } = await openBench();
    faults.add({ faults: [{ at: "call", fails, caller: "worker" }] });
    const client = sqs(fails === "no-response" ? { requestTimeout: 100, throwOnRequestTimeout: true } : {});
    await expect(client.sendMessage({ QueueUrl: queue.url, MessageBody: "x" })).rejects.toMatchObject(error);
    expect(await bodies(aws, queue.url)).toEqual(left);
  });

  it("strikes only what it names, counts it, reports it, and ends with its plan", async () => {
    const { faults, send } = await openBench();
    const places: string[] = [];
    faults.onInjection(({ place }) => places.push(place));
    const where = { caller: "dev-worker", resource: "orders-queue", containing: "poison" };
    const { counts, remove } = faults.add({
      faults: [
        { at: "call", fails: "error", code: "Busy", status: 503, ...where, skip: 1, times: "always" as const },
        { at: "call", fails: "error", caller: "somebody-else" },
        { at: "call", fails: "crash-before" },
      ],
    });
    await send("harmless");
    await send("poison 1");
    await expect(send("poison 2")).rejects.toMatchObject({ code: "Busy", status: 503 });
    expect(counts).toMatchObject([
      { matched: 2, injected: 1 },
      { matched: 0, injected: 0 },
      { matched: 0, injected: 0 },
    ]);
    expect(faults.counts()).toEqual(counts);
    expect(places).toEqual(["sqs:SendMessage by dev-worker-role-1 on orders-queue"]);
    remove();
    await send("poison 3");
    expect(faults.counts()).toEqual([]);
  });
});

describe("a crash", () => {
  it.each([
    ["crash-before", []],
    ["crash-after", ["evt_1"]],
  ] as const)("%s ends the invocation that calls, and no other", async (fails, left) => {
    const { faults, invoke, queue, aws } = await openBench();
    faults.add({ faults: [{ at: "call", fails, as: "out-of-memory", handling: "evt_1" }] });
    const [struck, other] = await Promise.all([invoke("evt_1"), invoke("evt_2")]);
    expect(struck).toMatchObject({ ok: false, errorType: "Runtime.ExitError", errorMessage: /killed/u });
    expect(other).toMatchObject({ ok: true, payload: 200 });
    expect((await bodies(aws, queue.url)).toSorted()).toEqual([...left, "evt_2"]);
    expect(await invoke("evt_1")).toMatchObject({ ok: true });
  });

  it.each([
    ["crash-before", 0],
    ["crash-after", 1],
  ] as const)("of the whole invocation, %s", async (fails, effects) => {
    const { faults, invoke, queue, aws } = await openBench();
    faults.add({ faults: [{ at: "invocation", function: "work", fails, as: "time-out" }] });
    expect(await invoke("x")).toMatchObject({ ok: false, errorType: "Sandbox.Timedout" });
    expect(await bodies(aws, queue.url)).toHaveLength(effects);
  });
});

describe("a fault of a pipe", () => {
  const entry = (Detail: string) => ({ Source: "stripe", DetailType: "t", Detail, EventBusName: "bus" });
  const put = ({ aws }: Bench) =>
    aws.gateway.call(roleArn, "events", "PutEvents", { Entries: [entry('{"a":1}'), entry('{"b":1}')] });

  it("lets its enrichment fail, which has a list for its payload, and not what mappings invoke", async () => {
    const { faults, invoke, aws } = await openBench();
    faults.add({ faults: [{ at: "pipe", fails: "enrichment" }] });
    expect(await invoke("x")).toMatchObject({ ok: true });
    expect(await aws.lambda.invoker.invoke("worker", [{ body: "x" }])).toMatchObject({ ok: false });
  });

  it("lets the bus refuse all entries, or one", async () => {
    const bench = await openBench();
    bench.aws.events.createBus({ name: "bus" });
    bench.faults.add({ faults: [{ at: "pipe", fails: "target" }] });
    await expect(put(bench)).rejects.toMatchObject({ code: "InternalException" });
    bench.faults.add({ faults: [{ at: "pipe", fails: "one-entry" }] });
    expect(await put(bench)).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "InternalException" }, { EventId: /./u }],
    });
  });
});

describe("a fault of deliveries", () => {
  const deliver = async ({ aws, queue }: Bench, texts: readonly string[]): Promise<void> => {
    for (const body of texts) await aws.sqs.deliver([{ queueArn: queue.arn, body, attributes: {} }]);
  };

  it("repeats a message", async () => {
    const bench = await openBench();
    bench.faults.add({
      faults: [{ at: "delivery", queue: "orders", containing: "b", arrives: "repeated", copies: 3 }],
    });
    await deliver(bench, ["a", "b", "b"]);
    expect(await bodies(bench.aws, bench.queue.url)).toEqual(["a", "b", "b", "b", "b"]);
  });

  it("holds a message back while others pass, by the clock", async () => {
    const bench = await openBench(100);
    bench.faults.add({ faults: [{ at: "delivery", arrives: "late", seconds: 20 }] });
    await deliver(bench, ["late", "punctual"]);
    expect(bench.faults.held).toBe(1);
    expect(await bodies(bench.aws, bench.queue.url)).toEqual(["punctual"]);
    await eventually(() => (bench.faults.held === 0 ? true : undefined));
    expect(await bodies(bench.aws, bench.queue.url)).toEqual(["late"]);
  });

  it("shuffles by the seed, whatever does not fill a group at the end", async () => {
    const texts = Array.from({ length: 10 }, (_none, index) => String(index));
    const orders: string[] = [];
    for (const seed of [5, 5, 6]) {
      const { aws, faults, queue } = await openBench(100);
      faults.add({ seed, faults: [{ at: "delivery", arrives: "shuffled", among: 8, times: "always" }] });
      // At once, so that no group is let go for want of company before it is full.
      await aws.sqs.deliver(texts.map((body) => ({ queueArn: queue.arn, body, attributes: {} })));
      await eventually(() => (faults.held === 0 ? true : undefined));
      const arrived = await bodies(aws, queue.url);
      expect(arrived.toSorted()).toEqual(texts);
      orders.push(arrived.filter((text) => Number(text) < 8).join(""));
    }
    expect(orders[0]).not.toBe("01234567");
    expect(orders[1]).toBe(orders[0]);
    expect(orders[2]).not.toBe(orders[0]);
  });

  it("acts on what SNS publishes", async () => {
    const { aws, faults, queue } = await openBench();
    const { arn: topicArn } = aws.sns.createTopic({ name: "events" });
    aws.sqs.setQueuePolicy(queue.arn, lets("sns.amazonaws.com", queue.arn, topicArn));
    aws.sns.subscribe({ topicArn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true });
    faults.add({ faults: [{ at: "delivery", arrives: "repeated" }] });
    await aws.operate("sns", "Publish", { TopicArn: topicArn, Message: "x" });
    expect(await bodies(aws, queue.url)).toEqual(["x", "x"]);
  });
});
