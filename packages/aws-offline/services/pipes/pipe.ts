import { isObject } from "../../input.ts";
import { asAwsError } from "../../gateway/aws-error.ts";
import type { PollerServices } from "../lambda/runtime/event-source-mapping.ts";
import { resolvePath } from "../lambda/runtime/json-path.ts";
import type { ProblemReporter } from "../lambda/runtime/problem-reporter.ts";
import { QueuePoller } from "../lambda/runtime/queue-poller.ts";
import { target as aliasOrFunction } from "../lambda/runtime/routing.ts";
import { textOf, type SqsRecord } from "../lambda/runtime/sqs-record.ts";

/** SQS -> enrichment -> event bus. */
export interface PipeDefinition {
  name: string;
  /** The pipe polls, invokes and puts events under it. */
  roleArn: string;
  sourceQueueUrl: string;
  sourceQueueArn: string;
  batchSize: number;
  maximumBatchingWindowSeconds?: number;
  enrichmentFunctionName: string;
  /** The alias that is invoked. */
  enrichmentQualifier?: string | undefined;
  /** Of the alias, where one is invoked. */
  enrichmentFunctionArn: string;
  targetBusArn: string;
  /** A constant. */
  targetSource: string;
  /** A constant or one whole JSON path into the enriched element, for example `$.event.type`. */
  targetDetailTypePath: string;
}

export interface Pipe {
  readonly name: string;
  readonly definition: PipeDefinition;
  /** `STOPPING` while batches that were taken are still in work. */
  readonly state: "RUNNING" | "STOPPING" | "STOPPED";
  setEnabled(on: boolean): void;
  /** No batch is held or in work. */
  idle(): boolean;
  close(): Promise<void>;
}

export interface PipeExecution extends Stages {
  pipe: string;
  records: number;
  outcome: "delivered" | "skipped" | "failed";
  /** Records that were not delivered and come back. */
  failed: number;
  milliseconds: number;
}

interface Stages {
  enrichment: { milliseconds: number; failed: boolean };
  /** Absent when nothing was to be delivered. */
  target?: { milliseconds: number; entries: number; failed: number };
}

export interface PipeServices extends PollerServices {
  onExecution?: (execution: PipeExecution) => void;
}

/** Batches in work at once. */
const concurrency = 2;
/** EventBridge's limit of one PutEvents; a longer enrichment is not delivered. */
const busLimit = 10;

/** @throws AwsError when the role may not read the queue's attributes; Error for a path that is not supported. */
export async function startPipe(definition: PipeDefinition, services: PipeServices): Promise<Pipe> {
  const { gateway, clock, onProblem, hold, onExecution } = services;
  const { name, roleArn, sourceQueueUrl, sourceQueueArn } = definition;
  resolvePath({}, definition.targetDetailTypePath);
  const input = { QueueUrl: sourceQueueUrl, AttributeNames: ["QueueArn"] };
  await gateway.call(roleArn, "sqs", "GetQueueAttributes", input);
  const poller = new QueuePoller({
    name,
    roleArn,
    queueUrl: sourceQueueUrl,
    queueArn: sourceQueueArn,
    batchSize: definition.batchSize,
    windowSeconds: definition.maximumBatchingWindowSeconds ?? 0,
    concurrency,
    gateway,
    clock,
    onProblem,
    hold,
    async process(records, problems) {
      const start = performance.now();
      const { done, ...executed } = await execute(records, definition, services, problems);
      const milliseconds = performance.now() - start;
      const failed = records.length - done.length;
      onExecution?.({ pipe: name, records: records.length, failed, milliseconds, ...executed });
      return done;
    },
  });
  poller.setEnabled(true);
  return {
    name,
    definition,
    get state() {
      return poller.polling ? "RUNNING" : poller.idle() ? "STOPPED" : "STOPPING";
    },
    setEnabled: (on) => poller.setEnabled(on),
    idle: () => poller.idle(),
    close: () => poller.close(),
  };
}

interface Executed extends Stages {
  done: SqsRecord[];
  outcome: PipeExecution["outcome"];
}

async function execute(
  records: SqsRecord[],
  definition: PipeDefinition,
  services: PipeServices,
  problems: ProblemReporter,
): Promise<Executed> {
  const { gateway, lambda } = services;
  const { roleArn, enrichmentFunctionArn, enrichmentFunctionName: functionName, enrichmentQualifier } = definition;
  const start = performance.now();
  const failed = (): Executed => ({ done: [], outcome: "failed", enrichment: stage(start, true) });
  let enriched: unknown[];
  try {
    gateway.authorise(roleArn, "lambda:InvokeFunction", enrichmentFunctionArn);
    const result = await lambda.invoke(aliasOrFunction({ functionName, qualifier: enrichmentQualifier }), records);
    problems.solved("invoke");
    if (!result.ok) {
      return failed();
    }
    if (isEmpty(result.payload)) {
      // Silent on AWS too: the target is skipped and the messages are gone.
      return { done: records, outcome: "skipped", enrichment: stage(start, false) };
    }
    enriched = Array.isArray(result.payload) ? result.payload : [result.payload];
  } catch (error) {
    problems.report("invoke", asAwsError(error));
    return failed();
  }
  const enrichment = stage(start, false);
  const delivering = performance.now();
  const accepted = await putEvents(enriched, definition, services, problems);
  const refused = accepted.filter((each) => !each).length;
  const target = { milliseconds: performance.now() - delivering, entries: accepted.length, failed: refused };
  if (refused === 0) {
    return { done: records, outcome: "delivered", enrichment, target };
  }
  // Only an enrichment of the same length says which record an element belongs to.
  const done = enriched.length === records.length ? records.filter((_, index) => accepted[index] === true) : [];
  return { done, outcome: "failed", enrichment, target };
}

function stage(start: number, failed: boolean): Stages["enrichment"] {
  return { milliseconds: performance.now() - start, failed };
}

/** The results of an enrichment that skip the target. docs.aws.amazon.com/eventbridge/latest/userguide/pipes-enrichment.html */
function isEmpty(response: unknown): boolean {
  return (
    response === "" ||
    (Array.isArray(response) && response.length === 0) ||
    (isObject(response) && Object.keys(response).length === 0)
  );
}

/** Which elements the bus accepted. */
async function putEvents(
  elements: unknown[],
  definition: PipeDefinition,
  { gateway }: PipeServices,
  problems: ProblemReporter,
): Promise<boolean[]> {
  const none = elements.map(() => false);
  const entries: object[] = [];
  for (const element of elements) {
    const detailType = resolvePath(element, definition.targetDetailTypePath);
    if (!isObject(element) || typeof detailType !== "string" || detailType === "" || elements.length > busLimit) {
      const message = `the enrichment must return at most ${busLimit} objects, each with text at ${definition.targetDetailTypePath}`;
      problems.report("response", { code: "InvalidEnrichment", message });
      return none;
    }
    const Detail = JSON.stringify(element);
    entries.push({
      Source: definition.targetSource,
      DetailType: detailType,
      Detail,
      EventBusName: definition.targetBusArn,
    });
  }
  problems.solved("response");
  try {
    const response = await gateway.call(definition.roleArn, "events", "PutEvents", { Entries: entries });
    const results = Array.isArray(response["Entries"]) ? response["Entries"].filter(isObject) : [];
    const rejected = results.find((result) => result["ErrorCode"] !== undefined);
    if (rejected === undefined) {
      problems.solved("put-events");
    } else {
      problems.report("put-events", {
        code: textOf(rejected["ErrorCode"]),
        message: textOf(rejected["ErrorMessage"]),
      });
    }
    return elements.map((_, index) => results[index] !== undefined && results[index]["ErrorCode"] === undefined);
  } catch (error) {
    problems.report("put-events", asAwsError(error));
    return none;
  }
}
