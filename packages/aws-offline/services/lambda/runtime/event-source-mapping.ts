import { isObject } from "../../../input.ts";
import type { Clock } from "../../../clock.ts";
import { asAwsError } from "../../../gateway/aws-error.ts";
import type { Gateway } from "../../../gateway/types.ts";
import type { Problem, ProblemReporter } from "./problem-reporter.ts";
import { type HoldMessages, QueuePoller } from "./queue-poller.ts";
import { target } from "./routing.ts";
import type { SqsRecord } from "./sqs-record.ts";
import type { LambdaService } from "./types.ts";

export interface MappingDefinition {
  uuid: string;
  queueUrl: string;
  queueArn: string;
  functionName: string;
  /** The alias that is invoked. */
  qualifier?: string | undefined;
  /** Of the alias, where one is invoked. */
  functionArn: string;
  /** The function's role: the mapping polls under it. */
  roleArn: string;
  batchSize: number;
  maximumBatchingWindowSeconds: number;
  maximumConcurrency: number;
  reportBatchItemFailures: boolean;
}

export interface PollerServices {
  gateway: Gateway;
  lambda: LambdaService;
  clock: Clock;
  hold?: HoldMessages;
  /** Each kind of problem once, until it is solved; polling goes on. */
  onProblem?: (problem: Problem) => void;
}

export interface Mapping {
  readonly uuid: string;
  readonly definition: MappingDefinition;
  /** `Disabling` while batches that were taken are still in work. */
  readonly state: "Enabled" | "Disabling" | "Disabled";
  setEnabled(on: boolean): void;
  /** No batch is held or in work. */
  idle(): boolean;
  close(): Promise<void>;
}

/**
 * Polls an SQS queue for a function as Lambda does.
 * @throws AwsError when the role may not use the queue; Error for what Lambda does not take, such as a queue that hides
 *   messages for less than the function may take
 */
export async function startMapping(definition: MappingDefinition, services: PollerServices): Promise<Mapping> {
  const { gateway, lambda, clock, onProblem, hold } = services;
  await check(definition, services);
  const poller = new QueuePoller({
    name: definition.uuid,
    roleArn: definition.roleArn,
    queueUrl: definition.queueUrl,
    queueArn: definition.queueArn,
    batchSize: definition.batchSize,
    windowSeconds: definition.maximumBatchingWindowSeconds,
    // More batches than execution environments would only wait, with their visibility timeout running.
    concurrency: Math.min(definition.maximumConcurrency, lambda.concurrency),
    gateway,
    clock,
    onProblem,
    hold,
    process: (records, problems) => handle(records, definition, lambda, problems),
  });
  poller.setEnabled(true);
  return {
    uuid: definition.uuid,
    definition,
    get state() {
      return poller.polling ? "Enabled" : poller.idle() ? "Disabled" : "Disabling";
    },
    setEnabled: (on) => poller.setEnabled(on),
    idle: () => poller.idle(),
    close: () => poller.close(),
  };
}

/** What Lambda checks when a mapping is created. */
async function check(definition: MappingDefinition, { gateway, lambda }: PollerServices): Promise<void> {
  const { functionName, queueArn, queueUrl, roleArn, batchSize, maximumBatchingWindowSeconds: window } = definition;
  const refuse = (what: string): never => {
    throw new Error(`event source mapping of ${functionName}: ${what}`);
  };
  if (batchSize > 10 && window === 0) {
    refuse(`a batch size of ${batchSize} needs a batching window of at least 1 s`);
  }
  if (definition.maximumConcurrency < 2) {
    refuse(`a maximum concurrency of ${definition.maximumConcurrency}: Lambda takes 2 to 1000`);
  }
  for (const action of ["ReceiveMessage", "DeleteMessage"]) {
    gateway.authorise(roleArn, `sqs:${action}`, queueArn);
  }
  const timeout = lambda.definition(functionName)?.timeoutSeconds ?? refuse(`there is no function ${functionName}`);
  const input = { QueueUrl: queueUrl, AttributeNames: ["VisibilityTimeout"] };
  const { Attributes: attributes } = await gateway.call(roleArn, "sqs", "GetQueueAttributes", input);
  const visibility = Number(isObject(attributes) ? attributes["VisibilityTimeout"] : 0);
  if (visibility < timeout) {
    refuse(`the queue's visibility timeout (${visibility} s) is less than the function's time-out (${timeout} s)`);
  }
}

/** Invokes the function and returns the records to delete. */
async function handle(
  records: SqsRecord[],
  definition: MappingDefinition,
  lambda: LambdaService,
  problems: ProblemReporter,
): Promise<SqsRecord[]> {
  try {
    const result = await lambda.invoke(target(definition), { Records: records });
    problems.solved("invoke");
    if (!result.ok) {
      // The function's own failure: Lambda counts it, and the messages come back.
      return [];
    }
    return definition.reportBatchItemFailures ? succeeded(records, result.payload, problems) : records;
  } catch (error) {
    problems.report("invoke", asAwsError(error));
    return [];
  }
}

/**
 * What a function's response says was done. Nothing named: all. A response that Lambda cannot read, or an identifier that it
 * did not send: none. docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
function succeeded(records: SqsRecord[], response: unknown, problems: ProblemReporter): SqsRecord[] {
  const failures = response === null ? [] : isObject(response) ? (response["batchItemFailures"] ?? []) : undefined;
  const known = new Set<unknown>(records.map((record) => record.messageId));
  const failed = Array.isArray(failures)
    ? failures.map((failure: unknown) => (isObject(failure) ? failure["itemIdentifier"] : undefined))
    : [undefined];
  if (failed.some((identifier) => !known.has(identifier))) {
    const message = "the response is not batchItemFailures with identifiers of this batch: the whole batch comes back";
    problems.report("response", { code: "InvalidBatchResponse", message });
    return [];
  }
  problems.solved("response");
  const left = new Set<unknown>(failed);
  return records.filter((record) => !left.has(record.messageId));
}
