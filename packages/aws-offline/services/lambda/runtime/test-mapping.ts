import { createClock } from "../../../clock.ts";
import { startMapping, type Mapping, type MappingDefinition } from "./event-source-mapping.ts";
import type { Problem } from "./problem-reporter.ts";
import type { HoldMessages } from "./queue-poller.ts";
import type { SqsRecord } from "./sqs-record.ts";
import type { TestServices } from "./test-services.ts";
import type { LambdaService } from "./types.ts";

export const role = "arn:aws:iam::000000000000:role/orders";
export const queueArn = "arn:aws:sqs:ap-southeast-1:000000000000:orders";
const open: Mapping[] = [];

/** Ends what the test before left. */
export async function closeMappings(): Promise<void> {
  await Promise.all(open.splice(0).map((mapping) => mapping.close()));
}

export const recordsOf = (payload: unknown): SqsRecord[] => (payload as { Records: SqsRecord[] }).Records;

/** A mapping of the queue to a function, and the problems it reported. */
export async function start(
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
