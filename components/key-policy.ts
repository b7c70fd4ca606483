import * as pulumi from "@pulumi/pulumi";
import type { StackBasis } from "./stack-basis.ts";

/** Everything but use: who has these may change the key, and so give himself the rest. */
const administration = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

const envelope = ["kms:Decrypt", "kms:GenerateDataKey"];
const reencryption = ["kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
/**
 * CreateGrant is DynamoDB's way to work on a table in the background. Without GenerateDataKeyWithoutPlaintext nobody could
 * create a bus.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 */
const throughServicesActions = [...envelope, ...reencryption, "kms:CreateGrant", "kms:GenerateDataKeyWithoutPlaintext"];

/**
 * The key's policy: the account's identities as their own policies say, and use only through the services that hold the
 * data; each service that acts on its own, for this stack's or at least this account's resources only.
 * In a key's policy the resource `*` is the key itself.
 */
export function keyPolicy({ project, stage, settings, region, accountId }: StackBasis): pulumi.Output<string> {
  const arn = (service: string, resource: string): pulumi.Output<string> =>
    pulumi.interpolate`arn:aws:${service}:${region}:${accountId}:${resource}`;
  const account = { AWS: pulumi.interpolate`arn:aws:iam::${accountId}:root` };
  // The bus has this name in event-archive.ts; its ARN comes too late, as the bus needs the key.
  const busNames = [
    `${project}-${stage}`,
    ...(settings.stripeEventSource === undefined ? [] : [settings.stripeEventSource]),
  ];
  const buses = busNames.map((name) => arn("events", `event-bus/${name}`));
  const toQueue = { "kms:EncryptionContext:aws:sqs:arn": arn("sqs", "*") };
  const throughServices = ["dynamodb", "events", "secretsmanager", "sns", "sqs"].map(
    (service) => pulumi.interpolate`${service}.${region}.amazonaws.com`,
  );
  const service = (
    sid: string,
    principal: pulumi.Input<string>,
    actions: readonly string[],
    condition: Record<string, Record<string, pulumi.Input<string> | pulumi.Input<string>[]>>,
  ) => ({ ...allow(sid, { Service: principal }, actions), Condition: condition });

  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      allow("AdministerAsIamSays", account, administration),
      {
        ...allow("UseThroughServicesAsIamSays", account, throughServicesActions),
        Condition: { StringEquals: { "kms:ViaService": throughServices } },
      },
      // Topics get the engine's names, which are not known before the key.
      service("DeliverFromTopics", "sns.amazonaws.com", envelope, {
        ArnLike: { "aws:SourceArn": arn("sns", "*"), ...toQueue },
      }),
      // By the queue alone: AWS's documents show no source key of EventBridge's for an encrypted queue, and say that there is
      // none for an encrypted topic. Which rule and bus may send, the queue's own policy says.
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
      service("DeliverFromBus", "events.amazonaws.com", envelope, { ArnLike: toQueue }),
      // The conditions that AWS shows, and no others: a key that EventBridge does not send would deny.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html
      service("KeepBusAndArchive", "events.amazonaws.com", [...envelope, ...reencryption], {
        StringEquals: { "kms:EncryptionContext:aws:events:event-bus:arn": buses },
      }),
      allow("DescribeForBusAndArchive", { Service: "events.amazonaws.com" }, ["kms:DescribeKey"]),
      // With both keys, as AWS shows it for an encrypted topic.
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
      service("PublishAlarms", "cloudwatch.amazonaws.com", envelope, {
        ArnLike: {
          // The composite alarms' names, and those that the engine gives to the others.
          "aws:SourceArn": [`${project}-${stage}-*`, `${stage}-*`].map((name) => arn("cloudwatch", `alarm:${name}`)),
          "kms:EncryptionContext:aws:sns:topicArn": arn("sns", "*"),
        },
        StringEquals: { "aws:SourceAccount": accountId },
      }),
      // By the topic alone: AWS shows no condition for SES.
      // https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html
      service("PublishMailEvents", "ses.amazonaws.com", envelope, {
        ArnLike: { "kms:EncryptionContext:aws:sns:topicArn": arn("sns", "*") },
      }),
      service(
        "KeepLogs",
        pulumi.interpolate`logs.${region}.amazonaws.com`,
        [...envelope, ...reencryption, "kms:DescribeKey"],
        { ArnLike: { "kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:*") } },
      ),
    ],
  });
}

function allow(sid: string, principal: object, actions: readonly string[]) {
  return { Sid: sid, Effect: "Allow", Principal: principal, Action: actions, Resource: "*" };
}
