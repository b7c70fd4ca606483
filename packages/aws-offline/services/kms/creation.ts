import type { Context } from "../../iam/condition.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import type { Policy } from "../../iam/policy.ts";
import { sourceContext } from "../../iam/service-context.ts";

export interface CreationPlace {
  readonly accountId: string;
  readonly region: string;
  /** The inputs of the resource of this type that has the name, URL or ARN; undefined where it is not there. */
  readonly find: (type: string, reference: string) => Inputs | undefined;
}

type Inputs = Readonly<Record<string, unknown>>;

/** A use of a key that AWS evaluates while a resource is created or updated, or that its deliveries need from then on. */
interface KeyUse {
  /** The key's ARN. */
  readonly key: string;
  /** `account`: whoever runs `pulumi up`, through the service that keeps the data. */
  readonly by: { readonly account: true; readonly through: string } | { readonly service: string };
  readonly actions: readonly string[];
  readonly context?: Context;
}

const envelope = ["kms:GenerateDataKey", "kms:Decrypt"];
const reencryption = ["kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
const events = { service: "events.amazonaws.com" };

const uses: Readonly<Record<string, (inputs: Inputs, place: CreationPlace) => readonly KeyUse[]>> = {
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
  "aws:cloudwatch/eventBus:EventBus": (inputs, { accountId, region }) => {
    const key = text(inputs, "kmsKeyIdentifier");
    const bus = `arn:aws:events:${region}:${accountId}:event-bus/${text(inputs, "name")}`;
    const actions = ["kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:Decrypt", ...reencryption];
    return [{ key, by: through("events"), actions }, ...ofBus(key, bus)];
  },
  "aws:cloudwatch/eventRule:EventRule": onBus,
  "aws:cloudwatch/eventTarget:EventTarget": (inputs, place) => [
    ...onBus(inputs, place),
    ...[text(inputs, "arn"), member(inputs, "deadLetterConfig", "arn")].flatMap((queue) =>
      toQueue(queue, events.service, undefined, place),
    ),
  ],
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html
  "aws:cloudwatch/eventArchive:EventArchive": (inputs) =>
    ofBus(text(inputs, "kmsKeyIdentifier"), text(inputs, "eventSourceArn")),
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  "aws:dynamodb/table:Table": (inputs) => [
    {
      key: member(inputs, "serverSideEncryption", "kmsKeyArn"),
      by: through("dynamodb"),
      actions: [
        "kms:DescribeKey",
        "kms:CreateGrant",
        "kms:GenerateDataKeyWithoutPlaintext",
        ...envelope,
        ...reencryption,
      ],
    },
  ],
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  "aws:secretsmanager/secret:Secret": (inputs) => [
    { key: text(inputs, "kmsKeyId"), by: through("secretsmanager"), actions: envelope },
  ],
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  "aws:cloudwatch/logGroup:LogGroup": (inputs, { accountId, region }) => [
    {
      key: text(inputs, "kmsKeyId"),
      by: { service: `logs.${region}.amazonaws.com` },
      actions: ["kms:DescribeKey", ...envelope, ...reencryption],
      context: encrypting("aws:logs:arn", `arn:aws:logs:${region}:${accountId}:log-group:${text(inputs, "name")}`),
    },
  ],
  // SQS asks nothing of who makes a queue; whoever sends to it needs the key.
  "aws:sns/topicSubscription:TopicSubscription": (inputs, place) =>
    text(inputs, "protocol") === "sqs"
      ? [text(inputs, "endpoint"), deadLettersOf(text(inputs, "redrivePolicy"))].flatMap((queue) =>
          toQueue(queue, "sns.amazonaws.com", text(inputs, "topic"), place),
        )
      : [],
};

/**
 * Why the keys' policies keep a resource from being created, or from working once it is, in one line each.
 * @param callers those looked at: the account's identities, or every service too
 */
export function creationRefusals(
  type: string,
  inputs: Inputs,
  place: CreationPlace,
  policyOf: (keyArn: string) => Policy | undefined,
  callers: "account" | "everybody",
): string[] {
  return (uses[type]?.(inputs, place) ?? []).flatMap(({ key, by, actions, context = {} }) => {
    const policy = policyOf(key);
    const isOfAccount = "account" in by;
    if (policy === undefined || (callers === "account" && !isOfAccount)) return [];
    const caller = isOfAccount ? { account: place.accountId } : by;
    const asked = isOfAccount ? { "kms:ViaService": `${by.through}.${place.region}.amazonaws.com` } : context;
    return actions
      .filter((action) => decideByResource(policy, caller, { action, resource: key, context: asked }) !== "allow")
      .map((action) => {
        const who = isOfAccount
          ? `the account's identities call ${action} through ${by.through}`
          : `${by.service} call ${action} for it`;
        return `the policy of ${key} does not let ${who}`;
      });
  });
}

function through(service: string): KeyUse["by"] {
  return { account: true, through: service };
}

function encrypting(name: string, value: string): Context {
  return { [`kms:EncryptionContext:${name}`]: value };
}

/** What EventBridge itself does with a bus's or archive's key; it describes the key without a context. */
function ofBus(key: string, bus: string): KeyUse[] {
  const context = encrypting("aws:events:event-bus:arn", bus);
  return [
    { key, by: events, actions: ["kms:DescribeKey"] },
    { key, by: events, actions: envelope, context },
  ];
}

function onBus(inputs: Inputs, { find }: CreationPlace): KeyUse[] {
  const bus = find("aws:cloudwatch/eventBus:EventBus", text(inputs, "eventBusName"));
  return [{ key: text(bus ?? {}, "kmsKeyIdentifier"), by: through("events"), actions: ["kms:Decrypt"] }];
}

function toQueue(queueArn: string, service: string, sourceArn: string | undefined, place: CreationPlace): KeyUse[] {
  const queue = place.find("aws:sqs/queue:Queue", queueArn);
  const source = sourceContext("key", service, { sourceArn, accountId: place.accountId });
  const context = { ...source, ...encrypting("aws:sqs:arn", queueArn) };
  return [{ key: text(queue ?? {}, "kmsMasterKeyId"), by: { service }, actions: envelope, context }];
}

function deadLettersOf(redrivePolicy: string): string {
  return redrivePolicy === "" ? "" : text(JSON.parse(redrivePolicy), "deadLetterTargetArn");
}

function text(inputs: unknown, name: string): string {
  const value: unknown = typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, name) : undefined;
  return typeof value === "string" ? value : "";
}

function member(inputs: Inputs, name: string, part: string): string {
  return text(inputs[name], part);
}
