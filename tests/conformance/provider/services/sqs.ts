import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
  type QueueAttributeName,
} from "@aws-sdk/client-sqs";
import * as v from "valibot";
import type { Properties } from "../../../engine/provider/values.ts";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tags, type Handler } from "../handler.ts";

const queue = v.strictObject({
  name: v.string(),
  visibilityTimeoutSeconds: v.optional(v.number(), 30),
  messageRetentionSeconds: v.optional(v.number(), 345_600),
  receiveWaitTimeSeconds: v.optional(v.number(), 0),
  redrivePolicy: v.optional(v.string(), ""),
  sqsManagedSseEnabled: v.optional(v.boolean()),
  kmsMasterKeyId: v.optional(v.string()),
  kmsDataKeyReusePeriodSeconds: v.optional(v.number(), 300),
  tags,
});

const policy = v.strictObject({ queueUrl: v.string(), policy: v.string() });
const redriveAllow = v.strictObject({ queueUrl: v.string(), redriveAllowPolicy: v.string() });

export function sqsHandlers(options: ClientOptions): Record<string, Handler> {
  const sqs = new SQSClient(options);

  const attributesOf = (inputs: v.InferOutput<typeof queue>) => ({
    VisibilityTimeout: String(inputs.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(inputs.messageRetentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(inputs.receiveWaitTimeSeconds),
    ...(inputs.kmsMasterKeyId === undefined
      ? { SqsManagedSseEnabled: String(inputs.sqsManagedSseEnabled ?? true) }
      : {
          KmsMasterKeyId: inputs.kmsMasterKeyId,
          KmsDataKeyReusePeriodSeconds: String(inputs.kmsDataKeyReusePeriodSeconds),
        }),
    ...(inputs.redrivePolicy === "" ? {} : { RedrivePolicy: inputs.redrivePolicy }),
  });
  const describe = async (url: string): Promise<Properties> => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] }),
    );
    return { url, arn: given(Attributes?.["QueueArn"], "QueueArn") };
  };
  /** A resource of the program that is one attribute of a queue. */
  const attribute = <Inputs extends { readonly queueUrl: string }>(
    schema: v.GenericSchema<unknown, Inputs>,
    name: QueueAttributeName,
    valueOf: (inputs: Inputs) => string,
  ): Handler => {
    const write = async (url: string, value: string): Promise<void> => {
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { [name]: value } }));
    };
    return handlerOf(schema, {
      create: async (inputs) => {
        await write(inputs.queueUrl, valueOf(inputs));
        return { id: inputs.queueUrl, computed: {} };
      },
      read: async (url) => {
        const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [name] }));
        return Attributes?.[name] === undefined ? undefined : {};
      },
      update: (url, inputs) => write(url, valueOf(inputs)),
      delete: (url) => write(url, ""),
    });
  };

  return {
    "aws:sqs/queue:Queue": handlerOf(queue, {
      create: async (inputs) => {
        const { QueueUrl } = await sqs.send(
          new CreateQueueCommand({ QueueName: inputs.name, Attributes: attributesOf(inputs), tags: inputs.tags }),
        );
        const url = given(QueueUrl, "QueueUrl");
        return { id: url, computed: await describe(url) };
      },
      read: describe,
      update: async (url, inputs) => {
        await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributesOf(inputs) }));
      },
      delete: async (url) => {
        await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
      },
    }),
    "aws:sqs/queuePolicy:QueuePolicy": attribute(policy, "Policy", (inputs) => inputs.policy),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": attribute(
      redriveAllow,
      "RedriveAllowPolicy",
      (inputs) => inputs.redriveAllowPolicy,
    ),
  };
}
