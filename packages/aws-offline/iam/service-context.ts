import type { Context } from "./condition.ts";

/** What a service comes to: a queue, topic or function with a policy of its own, a KMS key, or a role to take on. */
export type Door = "resource" | "key" | "role";
type SourceKey = "aws:SourceArn" | "aws:SourceAccount";

/**
 * By which keys a service says for what it acts: those that AWS's documents show, and no others. A policy that demands
 * another key denies on AWS if the service does not send it, so it denies here.
 */
const shown: Readonly<Record<Door, Readonly<Record<string, readonly SourceKey[]>>>> = {
  resource: {
    // https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
    "sns.amazonaws.com": ["aws:SourceArn"],
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    "events.amazonaws.com": ["aws:SourceArn"],
    // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    "cloudwatch.amazonaws.com": ["aws:SourceArn"],
    // https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html
    "ses.amazonaws.com": ["aws:SourceArn", "aws:SourceAccount"],
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    "apigateway.amazonaws.com": ["aws:SourceArn"],
  },
  key: {
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    "sns.amazonaws.com": ["aws:SourceArn"],
    // Neither: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services says so of
    // an encrypted topic, and no document shows one for an encrypted queue.
    "events.amazonaws.com": [],
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    "cloudwatch.amazonaws.com": ["aws:SourceArn", "aws:SourceAccount"],
  },
  role: {
    // AWS recommends both keys for a function's role; the function's ARN is left out, as no document says that Lambda names it
    // when it polls a queue under the role.
    // https://docs.aws.amazon.com/lambda/latest/dg/permissions-managed-policies.html
    "lambda.amazonaws.com": ["aws:SourceAccount"],
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
    "pipes.amazonaws.com": ["aws:SourceArn", "aws:SourceAccount"],
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    "scheduler.amazonaws.com": ["aws:SourceArn", "aws:SourceAccount"],
    // https://docs.aws.amazon.com/codedeploy/latest/userguide/security_confused_deputy.html
    "codedeploy.amazonaws.com": ["aws:SourceArn", "aws:SourceAccount"],
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    "vpc-flow-logs.amazonaws.com": ["aws:SourceArn", "aws:SourceAccount"],
  },
};

export function sentKeys(door: Door, service: string): readonly SourceKey[] {
  return shown[door][service] ?? [];
}

/** The source keys of a service's request. */
export function sourceContext(
  door: Door,
  service: string,
  source: { readonly sourceArn?: string | undefined; readonly accountId: string },
): Context {
  const values = { "aws:SourceArn": source.sourceArn, "aws:SourceAccount": source.accountId };
  const sent = sentKeys(door, service).flatMap((key) => {
    const value = values[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(sent);
}
