import type { PolicyDocument } from "../../iam/policy.ts";

/** A queue as the program declares it. Seconds and bytes; what is left out has AWS's default. */
export interface QueueDefinition {
  name: string;
  visibilityTimeoutSeconds?: number;
  messageRetentionSeconds?: number;
  delaySeconds?: number;
  receiveWaitTimeSeconds?: number;
  /** Bytes, 1,024 to 1,048,576. */
  maxMessageSize?: number;
  redrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
  /** JSON, kept and described, not enforced. */
  redriveAllowPolicy?: string;
  policy?: PolicyDocument | string;
  sqsManagedSseEnabled?: boolean;
  kmsMasterKeyId?: string;
  /** Described: KMS is asked each time. */
  kmsDataKeyReusePeriodSeconds?: number;
  tags?: Record<string, string>;
}

/** The definition in SQS's own attribute names. */
export function queueAttributes(definition: QueueDefinition): Record<string, string> {
  const { redrivePolicy, policy } = definition;
  const named: Record<string, string | number | boolean | undefined> = {
    VisibilityTimeout: definition.visibilityTimeoutSeconds,
    MessageRetentionPeriod: definition.messageRetentionSeconds,
    DelaySeconds: definition.delaySeconds,
    ReceiveMessageWaitTimeSeconds: definition.receiveWaitTimeSeconds,
    MaximumMessageSize: definition.maxMessageSize,
    RedrivePolicy: redrivePolicy === undefined ? undefined : JSON.stringify(redrivePolicy),
    RedriveAllowPolicy: definition.redriveAllowPolicy,
    Policy: typeof policy === "object" ? JSON.stringify(policy) : policy,
    SqsManagedSseEnabled: definition.sqsManagedSseEnabled,
    KmsMasterKeyId: definition.kmsMasterKeyId,
    KmsDataKeyReusePeriodSeconds: definition.kmsDataKeyReusePeriodSeconds,
  };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
