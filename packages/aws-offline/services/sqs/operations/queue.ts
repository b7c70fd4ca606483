import type { Clock } from "../../../clock.ts";
import { AwsError } from "../../../gateway/aws-error.ts";
import type { Input, Output } from "../../../gateway/types.ts";
import { paginate } from "../../../paginate.ts";
import { attributeNames } from "../engine/attributes.ts";
import type { DeclaredQueue } from "../engine/queues.ts";
import { optionalNumber, texts } from "./input.ts";

const purgeMilliseconds = 60_000;

export function describe({ queue, attributes, changedAt }: DeclaredQueue, input: Input): Output {
  const { visible, inFlight, delayed } = queue.stats();
  const seconds = (milliseconds: number): string => String(Math.floor(milliseconds / 1000));
  const all: Record<string, string | undefined> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(queue.createdAt),
    LastModifiedTimestamp: seconds(changedAt),
    ...Object.fromEntries(attributeNames.map((name) => [name, attributes[name]])),
  };
  const names = texts(input, "AttributeNames");
  const unknown = names.find((name) => name !== "All" && !Object.hasOwn(all, name));
  if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  const asked = Object.entries(all).filter(
    ([name, value]) => value !== undefined && (names.includes("All") || names.includes(name)),
  );
  return asked.length === 0 ? {} : { Attributes: Object.fromEntries(asked) };
}

/** SQS purges a queue once a minute. */
export function purge(declared: DeclaredQueue, clock: Clock): void {
  const { queue } = declared;
  const now = clock.now();
  if (now < declared.purgedAt + clock.real(purgeMilliseconds)) {
    const problem = `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`;
    throw new AwsError("PurgeQueueInProgress", problem, {
      status: 403,
      queryCode: "AWS.SimpleQueueService.PurgeQueueInProgress",
    });
  }
  declared.purgedAt = now;
  queue.purge();
}

/** A page of queue URLs under a member of the name that the action has for it. */
export function urlPage(member: string, urls: readonly string[], input: Input): Output {
  const limit = optionalNumber(input, "MaxResults", 1, 1000) ?? 1000;
  const token = input["NextToken"];
  const { page, NextToken } = paginate(urls, limit, typeof token === "string" ? token : undefined);
  return { [member]: page, ...(NextToken === undefined ? {} : { NextToken }) };
}
