import { createClock } from "./clock.ts";
import type { Credentials, Input, Output } from "./gateway/types.ts";
import type { PolicyDocument } from "./iam/policy.ts";
import { startServices, type Aws } from "./services/start.ts";
import type { MetricDatum } from "./metric.ts";

export const region = "ap-southeast-1";
const operatorArn = "arn:aws:iam::000000000000:user/operator";

export interface TestAws extends Aws {
  /** A call by the operator, in process. */
  operate(service: string, action: string, input?: Input): Promise<Output>;
  readonly operator: Credentials;
  /** How the operator's clients reach it. */
  readonly client: { readonly region: string; readonly endpoint: string; readonly credentials: Credentials };
  /** All that were recorded. */
  readonly metrics: MetricDatum[];
}

export async function startTestAws(scale = 1): Promise<TestAws> {
  const metrics: MetricDatum[] = [];
  const aws = await startServices({ clock: createClock(scale), region });
  aws.onMetric((datum) => void metrics.push(datum));
  const operator = aws.gateway.register({ arn: operatorArn, kind: "operator", policies: [] });
  const operate: TestAws["operate"] = (service, action, input = {}) =>
    aws.gateway.call(operatorArn, service, action, input);
  const client = { region, endpoint: aws.gateway.endpoint, credentials: operator };
  return { ...aws, operate, operator, client, metrics };
}

/** A queue's policy that lets a service send for one source, as the program writes it. */
export function lets(service: string, queueArn: string, sourceArn: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
    },
  };
}

/** Waits until `check` returns something, looking every few milliseconds. */
export async function eventually<T>(check: () => T | undefined | Promise<T | undefined>, withinMs = 5_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not within ${String(withinMs)} ms`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

/** The messages that a queue gives out now. */
export async function receive(aws: TestAws, QueueUrl: string, input: Input = {}): Promise<Record<string, unknown>[]> {
  const everything = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] };
  const output = await aws.operate("sqs", "ReceiveMessage", { QueueUrl, ...everything, ...input });
  return (output["Messages"] ?? []) as Record<string, unknown>[];
}

export async function bodies(aws: TestAws, QueueUrl: string): Promise<string[]> {
  return (await receive(aws, QueueUrl)).map((message) => String(message["Body"]));
}
