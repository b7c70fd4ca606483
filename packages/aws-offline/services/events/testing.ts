import { lets, type TestAws } from "../../testing.ts";
import type { TargetDefinition } from "./definition.ts";

export interface Line {
  busName: string;
  busArn: string;
  archiveName: string;
  archiveArn: string;
}

let unique = 0;

/** A bus with an archive of everything. */
export function line(aws: TestAws): Line {
  const name = `bus-${String((unique += 1))}`;
  const { arn: busArn } = aws.events.createBus({ name });
  const { arn: archiveArn } = aws.events.createArchive({ name: `${name}-archive`, eventSourceArn: busArn });
  return { busName: name, busArn, archiveName: `${name}-archive`, archiveArn };
}

/** A rule with a queue behind it that lets the rule in by default. */
export async function rule(
  aws: TestAws,
  busName: string,
  eventPattern: string,
  target: Partial<TargetDefinition> = {},
  permitted = true,
): Promise<{ arn: string; url: string; queueArn: string }> {
  const name = `rule-${String((unique += 1))}`;
  const { arn } = aws.events.putRule({ name, eventBusName: busName, eventPattern });
  const queue = aws.sqs.createQueue({ name });
  if (permitted) aws.sqs.setQueuePolicy(queue.arn, lets("events.amazonaws.com", queue.arn, arn));
  aws.events.putTarget({ rule: name, eventBusName: busName, arn: queue.arn, ...target });
  return { arn, url: queue.url, queueArn: queue.arn };
}

/** A PutEvents entry. */
export function entry(busName: string, detail: object, more: object = {}): object {
  const Detail = JSON.stringify(detail);
  return { EventBusName: busName, Source: "stripe", DetailType: "invoice.paid", Detail, ...more };
}

export function put(aws: TestAws, ...Entries: object[]): Promise<Record<string, unknown>> {
  return aws.operate("events", "PutEvents", { Entries });
}
