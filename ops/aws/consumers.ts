import { setTimeout as delay } from "node:timers/promises";
import { type EventSourceMappingConfiguration, paginateListEventSourceMappings } from "@aws-sdk/client-lambda";
import type { Consumer } from "../consumers.ts";
import type { Context } from "../context.ts";
import { type ConsumerPorts, type MappingState, mappingStates } from "../core/switch-consumer.ts";
import { OpsError } from "../errors.ts";
import type { Target } from "../target.ts";
import { queueArn } from "./dead-letter-queue.ts";
import { queueDepth } from "./queues.ts";

export function consumerPorts(target: Target, { now, signal }: Pick<Context, "now" | "signal">): ConsumerPorts {
  const { clients } = target;
  return {
    state: (consumer) => mappingState(consumer, target),
    async setEnabled(consumer, on) {
      const { UUID } = await mappingOf(consumer, target);
      await clients.lambda.updateEventSourceMapping({ UUID, Enabled: on });
    },
    depth: ({ queueUrl }) => queueDepth(clients.sqs, queueUrl),
    wait: (milliseconds) => delay(milliseconds),
    now,
    signal,
  };
}

export async function mappingState(consumer: Consumer, target: Target): Promise<MappingState> {
  const { State: found } = await mappingOf(consumer, target);
  const state = mappingStates.find((known) => known === found);
  if (state !== undefined) return state;
  throw new OpsError(
    `Lambda calls the event source mapping of ${consumer.name} ${found ?? "nothing"}: a state unknown here`,
  );
}

async function mappingOf(
  { functionName, queueUrl }: Consumer,
  { clients }: Target,
): Promise<EventSourceMappingConfiguration> {
  const mappings: EventSourceMappingConfiguration[] = [];
  // Not by the function, which Lambda takes without its aliases.
  const EventSourceArn = await queueArn(clients.sqs, queueUrl);
  for await (const page of paginateListEventSourceMappings({ client: clients.lambda }, { EventSourceArn })) {
    mappings.push(...(page.EventSourceMappings ?? []));
  }
  const [only] = mappings;
  if (only?.UUID !== undefined && mappings.length === 1) return only;
  throw new OpsError(
    `${functionName} has ${String(mappings.length)} event source mappings, the program makes one: pulumi up --refresh`,
  );
}
