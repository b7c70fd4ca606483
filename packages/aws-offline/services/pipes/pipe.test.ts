import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../../clock.ts";
import { AwsError } from "../../gateway/aws-error.ts";
import { startPipe, type Pipe, type PipeExecution } from "./pipe.ts";
import type { Problem } from "../lambda/runtime/problem-reporter.ts";
import type { SqsRecord } from "../lambda/runtime/sqs-record.ts";
import { TestServices, testLambda } from "../lambda/runtime/test-services.ts";

const open: Pipe[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((pipe) => pipe.close()));
});

async function start(services: TestServices, enrich: (records: SqsRecord[]) => unknown) {
  const problems: Problem[] = [];
  const executions: PipeExecution[] = [];
  const pipe = await startPipe(
    {
      name: "archive",
      roleArn: "arn:aws:iam::000000000000:role/archive-pipe",
      sourceQueueUrl: "http://127.0.0.1:1/000000000000/archive",
      sourceQueueArn: "arn:aws:sqs:ap-southeast-1:000000000000:archive",
      batchSize: 10,
      enrichmentFunctionName: "event-enricher",
      enrichmentFunctionArn: "arn:aws:lambda:ap-southeast-1:000000000000:function:event-enricher",
      targetBusArn: "arn:aws:events:ap-southeast-1:000000000000:event-bus/dev",
      targetSource: "stripe",
      targetDetailTypePath: "$.event.type",
    },
    {
      gateway: services.gateway,
      lambda: testLambda((payload) => enrich(payload as SqsRecord[])),
      clock: createClock(),
      onProblem: (problem) => void problems.push(problem),
      onExecution: (execution) => void executions.push(execution),
    },
  );
  open.push(pipe);
  await expect.poll(() => executions.length).toBeGreaterThan(0);
  await expect.poll(() => pipe.idle()).toBe(true);
  const left = [...services.messages.values()].map((message) => message.body);
  return { problems, executions, left };
}

function servicesWith(...bodies: string[]): TestServices {
  const services = new TestServices();
  for (const body of bodies) {
    services.send(body);
  }
  return services;
}

const detail = (record: SqsRecord) => ({ event: { type: record.body }, stage: "dev" });

describe("a pipe", () => {
  it("hands the enrichment an array of records and puts each element on the bus", async () => {
    const services = servicesWith("invoice.paid", "charge.refunded");
    const { left, executions } = await start(services, (records) => records.map(detail));
    expect(services.events).toEqual(
      ["invoice.paid", "charge.refunded"].map((type) => ({
        Source: "stripe",
        DetailType: type,
        Detail: JSON.stringify({ event: { type }, stage: "dev" }),
        EventBusName: "arn:aws:events:ap-southeast-1:000000000000:event-bus/dev",
      })),
    );
    expect(left).toEqual([]);
    expect(executions).toMatchObject([{ records: 2, outcome: "delivered", failed: 0 }]);
    expect(new Set(services.calls.map((call) => call.principal))).toEqual(
      new Set(["arn:aws:iam::000000000000:role/archive-pipe"]),
    );
  });

  it.each([
    ["[]", []],
    ["{}", {}],
    ['""', ""],
  ])("loses the messages when the enrichment returns %s, as AWS does", async (_name, response) => {
    const services = servicesWith("invoice.paid");
    const { left, executions } = await start(services, () => response);
    expect(left).toEqual([]);
    expect(services.events).toEqual([]);
    expect(executions).toMatchObject([{ outcome: "skipped" }]);
  });

  it("keeps all messages when the enrichment throws", async () => {
    const services = servicesWith("a", "b");
    const { left } = await start(services, () => {
      throw new Error("boom");
    });
    expect(left).toEqual(["a", "b"]);
  });

  it.each([
    ["null", () => null],
    ["elements without a detail type", (records: SqsRecord[]) => records.map(() => ({ stage: "dev" }))],
    ["more elements than the bus takes", () => Array.from({ length: 11 }, () => ({ event: { type: "x" } }))],
  ])("keeps all messages and says why when the enrichment returns %s", async (_name, response) => {
    const { left, problems } = await start(servicesWith("a", "b"), response);
    expect(left).toEqual(["a", "b"]);
    expect(problems).toMatchObject([{ stage: "response", code: "InvalidEnrichment" }]);
  });

  it("keeps only the messages whose entries the bus refused", async () => {
    const services = servicesWith("a", "b", "c");
    services.overrides.set("PutEvents", () => ({
      FailedEntryCount: 1,
      Entries: [{ EventId: "1" }, { ErrorCode: "InternalFailure", ErrorMessage: "try again" }, { EventId: "3" }],
    }));
    const { left, problems } = await start(services, (records) => records.map(detail));
    expect(left).toEqual(["b"]);
    expect(problems).toMatchObject([{ stage: "put-events", code: "InternalFailure" }]);
  });

  it("keeps all messages when the bus cannot be reached", async () => {
    const services = servicesWith("a");
    services.overrides.set("PutEvents", () => {
      throw new AwsError("InternalFailure", "down", { status: 500 });
    });
    expect((await start(services, (records) => records.map(detail))).left).toEqual(["a"]);
  });

  it.each(["lambda:InvokeFunction", "events:PutEvents"])("delivers nothing when its role lacks %s", async (action) => {
    const services = servicesWith("a");
    services.denied.add(action);
    const { left, problems } = await start(services, (records) => records.map(detail));
    expect(left).toEqual(["a"]);
    expect(problems).toMatchObject([{ code: "AccessDenied" }]);
  });
});
