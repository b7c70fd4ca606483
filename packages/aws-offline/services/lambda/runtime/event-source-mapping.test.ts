import { afterEach, describe, expect, it } from "vitest";
import type { SqsRecord } from "./sqs-record.ts";
import { closeMappings, queueArn, recordsOf, role, start } from "./test-mapping.ts";
import { TestServices, testLambda } from "./test-services.ts";

afterEach(closeMappings);

/** Runs one batch of three messages and returns which of them are left. */
async function leftAfter(
  response: (records: SqsRecord[]) => unknown,
  reportBatchItemFailures = true,
): Promise<string[]> {
  const services = new TestServices();
  for (const body of ["a", "b", "c"]) {
    services.send(body);
  }
  const lambda = testLambda((payload) => response(recordsOf(payload)));
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
  ])("deletes the whole batch when the function returns %s", async (_name, response) => {
    expect(await leftAfter(response)).toEqual([]);
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
  ])("keeps the whole batch when the function returns %s", async (_name, response) => {
    expect(await leftAfter(response)).toEqual(["a", "b", "c"]);
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
        return () => void steps.push("release");
      },
    );
    await expect.poll(() => steps.at(-1)).toBe("release");
    expect(steps).toEqual([`hold ${queueArn} ${id}`, "invoke", "delete", "release"]);
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
