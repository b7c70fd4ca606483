import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { startMapping, type Mapping, type MappingDefinition } from "./event-source-mapping.ts";
import type { Problem } from "./problem-reporter.ts";
import type { HoldMessages } from "./queue-poller.ts";
import type { SqsRecord } from "./sqs-record.ts";
import { TestServices, testLambda } from "./test-services.ts";
import type { LambdaService } from "./types.ts";

const role = "arn:aws:iam::000000000000:role/orders";
const queueArn = "arn:aws:sqs:ap-southeast-1:000000000000:orders";
const open: Mapping[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((mapping) => mapping.close()));
});

const recordsOf = (payload: unknown): SqsRecord[] => (payload as { Records: SqsRecord[] }).Records;

async function start(
  services: TestServices,
  lambda: LambdaService,
  changes: Partial<MappingDefinition> = {},
  scale = 1,
  hold?: HoldMessages,
) {
  const problems: Problem[] = [];
  const definition: MappingDefinition = {
    uuid: "mapping-1",
    queueUrl: "http://127.0.0.1:1/000000000000/orders",
    queueArn,
    functionName: "order-processor",
    functionArn: "arn:aws:lambda:ap-southeast-1:000000000000:function:order-processor",
    roleArn: role,
    batchSize: 10,
    maximumBatchingWindowSeconds: 0,
    maximumConcurrency: 10,
    reportBatchItemFailures: true,
    ...changes,
  };
  const onProblem = (problem: Problem): void => void problems.push(problem);
  const mapping = await startMapping(definition, {
    gateway: services.gateway,
    lambda,
    clock: createClock(scale),
    onProblem,
    ...(hold === undefined ? {} : { hold }),
  });
  open.push(mapping);
  return { mapping, problems };
}

/** Runs one batch of three messages and answers which of them are left. */
async function leftAfter(answer: (records: SqsRecord[]) => unknown, reportBatchItemFailures = true): Promise<string[]> {
  const services = new TestServices();
  for (const body of ["a", "b", "c"]) {
    services.send(body);
  }
  const lambda = testLambda((payload) => answer(recordsOf(payload)));
  const { mapping } = await start(services, lambda, { reportBatchItemFailures });
  await expect.poll(() => services.callsOf("ReceiveMessage").length > 1 && mapping.idle()).toBe(true);
  return [...services.messages.values()].map((message) => message.body);
}

const failing = (record: SqsRecord | undefined) => ({ batchItemFailures: [{ itemIdentifier: record?.messageId }] });

describe("an event source mapping", () => {
  it("hands over Lambda's SQS records", async () => {
    const services = new TestServices();
    const id = services.send("hello", { event_type: { StringValue: "invoice.paid", DataType: "String" } });
    const payloads: unknown[] = [];
    await start(
      services,
      testLambda((payload) => void payloads.push(payload)),
    );
    await expect.poll(() => services.messages.size).toBe(0);
    expect(payloads).toEqual([
      {
        Records: [
          {
            messageId: id,
            receiptHandle: id,
            body: "hello",
            attributes: { SentTimestamp: "1700000000000", ApproximateReceiveCount: "1" },
            messageAttributes: {
              event_type: {
                stringValue: "invoice.paid",
                stringListValues: [],
                binaryListValues: [],
                dataType: "String",
              },
            },
            md5OfBody: "5d41402abc4b2a76b9719d911017c592",
            eventSource: "aws:sqs",
            eventSourceARN: queueArn,
            awsRegion: "ap-southeast-1",
          },
        ],
      },
    ]);
    expect(services.calls.every((call) => call.principal === role)).toBe(true);
  });

  it.each([
    ["an empty list", () => ({ batchItemFailures: [] })],
    ["a null list", () => ({ batchItemFailures: null })],
    ["an empty object", () => ({})],
    ["null", () => null],
  ])("deletes the whole batch when the function answers %s", async (_name, answer) => {
    expect(await leftAfter(answer)).toEqual([]);
  });

  it("keeps only the records that the function names", async () => {
    expect(await leftAfter(([, second]) => failing(second))).toEqual(["b"]);
  });

  it.each([
    ["an unknown identifier", () => ({ batchItemFailures: [{ itemIdentifier: "other" }] })],
    ["an empty identifier", () => ({ batchItemFailures: [{ itemIdentifier: "" }] })],
    ["a null identifier", () => ({ batchItemFailures: [{ itemIdentifier: null }] })],
    ["a bad key", ([first]: SqsRecord[]) => ({ batchItemFailures: [{ id: first?.messageId }] })],
    ["a list that is none", () => ({ batchItemFailures: "all" })],
    ["a text", () => "ok"],
  ])("keeps the whole batch when the function answers %s", async (_name, answer) => {
    expect(await leftAfter(answer)).toEqual(["a", "b", "c"]);
  });

  it("keeps the whole batch when the function fails", async () => {
    const fail = (): never => {
      throw new Error("boom");
    };
    expect(await leftAfter(fail)).toEqual(["a", "b", "c"]);
    expect(await leftAfter(fail, false)).toEqual(["a", "b", "c"]);
  });

  it("ignores what is named when partial failures are off", async () => {
    expect(await leftAfter(([first]) => failing(first), false)).toEqual([]);
  });

  it("takes at most ten at once without a window, and fills larger batches within one", async () => {
    const services = new TestServices();
    services.scale = 20;
    const sizes: number[] = [];
    Array.from({ length: 25 }, (_, index) => services.send(String(index)));
    const lambda = testLambda((payload) => void sizes.push(recordsOf(payload).length));
    await start(services, lambda, { batchSize: 20, maximumBatchingWindowSeconds: 10 }, 20);
    await expect.poll(() => services.messages.size, { timeout: 10_000 }).toBe(0);
    expect(sizes).toEqual([20, 5]);
  });

  it("holds the messages of a batch from before the function until they are deleted", async () => {
    const services = new TestServices();
    const steps: string[] = [];
    services.overrides.set("DeleteMessageBatch", () => void steps.push("delete"));
    const id = services.send("hello");
    await start(
      services,
      testLambda(() => void steps.push("invoke")),
      {},
      1,
      (arn, handles) => {
        steps.push(`hold ${arn} ${handles.join()}`);
        return Promise.resolve(() => Promise.resolve(void steps.push("release")));
      },
    );
    await expect.poll(() => steps.at(-1)).toBe("release");
    expect(steps).toEqual([`hold ${queueArn} ${id}`, "invoke", "delete", "release"]);
  });

  it("runs no more batches at once than its maximum concurrency", async () => {
    const services = new TestServices();
    let [running, most] = [0, 0];
    const release = Promise.withResolvers<void>();
    const lambda = testLambda(async () => {
      running += 1;
      most = Math.max(most, running);
      await release.promise;
      running -= 1;
    });
    Array.from({ length: 50 }, (_, index) => services.send(String(index)));
    await start(services, lambda, { maximumConcurrency: 2 });
    await expect.poll(() => running).toBe(2);
    release.resolve();
    await expect.poll(() => services.messages.size).toBe(0);
    expect(most).toBe(2);
  });

  it("cuts a batch whose payload would be over Lambda's 6 MB", async () => {
    const services = new TestServices();
    const sizes: number[] = [];
    Array.from({ length: 8 }, () => services.send("x".repeat(1_000_000)));
    await start(
      services,
      testLambda((payload) => void sizes.push(recordsOf(payload).length)),
    );
    await expect.poll(() => services.messages.size).toBe(0);
    expect(sizes).toEqual([5, 3]);
  });

  it("tells a failing poll once and goes on when it works again", async () => {
    const services = new TestServices();
    let failures = 3;
    services.overrides.set("ReceiveMessage", () => {
      failures -= 1;
      if (failures < 0) {
        return undefined;
      }
      throw new AwsError("AccessDenied", "no", { status: 403 });
    });
    services.send("a");
    const { problems } = await start(
      services,
      testLambda(() => null),
      {},
      20,
    );
    await expect.poll(() => services.messages.size, { timeout: 10_000 }).toBe(0);
    expect(problems).toMatchObject([{ source: "mapping-1", stage: "receive", code: "AccessDenied", message: "no" }]);
  });

  it("deletes again what could not be deleted", async () => {
    const services = new TestServices();
    let attempts = 0;
    services.overrides.set("DeleteMessageBatch", () => {
      attempts += 1;
      return attempts === 1 ? { Failed: [{ Id: "1", Code: "InternalError", Message: "try again" }] } : undefined;
    });
    services.send("a");
    services.send("b");
    const { problems } = await start(
      services,
      testLambda(() => null),
    );
    await expect.poll(() => attempts).toBe(2);
    expect(services.callsOf("DeleteMessageBatch")[1]?.input["Entries"]).toHaveLength(1);
    expect(problems).toMatchObject([{ stage: "delete", code: "InternalError" }]);
  });

  it("takes nothing while disabled, and all of it afterwards", async () => {
    const services = new TestServices();
    const { mapping } = await start(
      services,
      testLambda(() => null),
    );
    await expect.poll(() => services.callsOf("ReceiveMessage").length).toBe(1);
    mapping.setEnabled(false);
    expect(mapping.state).toBe("Disabled");
    services.send("a");
    await expect.poll(() => mapping.idle()).toBe(true);
    expect(services.messages.size).toBe(1);
    mapping.setEnabled(true);
    expect(mapping.state).toBe("Enabled");
    await expect.poll(() => services.messages.size).toBe(0);
  });

  it("closes when the batches in work have ended", async () => {
    const services = new TestServices();
    const release = Promise.withResolvers<void>();
    services.send("a");
    const { mapping } = await start(
      services,
      testLambda(() => release.promise),
    );
    await expect.poll(() => mapping.idle()).toBe(false);
    const closed = mapping.close();
    expect(mapping.state).toBe("Disabling");
    release.resolve();
    await closed;
    expect(services.messages.size).toBe(0);
  });

  it("refuses to start what AWS refuses", async () => {
    const services = new TestServices();
    const lambda = testLambda(() => null, { timeoutSeconds: 300 });
    await expect(start(services, lambda)).rejects.toThrow("visibility timeout (180 s) is less than");
    await expect(start(services, lambda, { batchSize: 20 })).rejects.toThrow("needs a batching window");
    services.denied.add("sqs:DeleteMessage");
    await expect(start(services, lambda)).rejects.toMatchObject({ code: "AccessDenied" });
  });
});
