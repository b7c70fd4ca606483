import {
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  DeleteRuleCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateConfigurationSetCommand } from "@aws-sdk/client-ses";
import { CreateTopicCommand, DeleteTopicCommand, PublishCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { Target } from "../target.ts";
import { settledAs, type Feature } from "./feature.ts";

/** What the program leans on and does not show on its own: tried with throw-away resources, held to AWS's documentation. */
export interface Probe extends Feature {
  readonly documented: unknown;
}

const name = `conformance-probe-${Date.now()}`;

/** A queue that takes the dead letters, and the ARN of a queue that is gone. */
async function withDeadEnd(target: Target, use: (goneArn: string, deadLetterArn: string) => Promise<void>) {
  const { sqs } = target.clients;
  const make = async (queue: string) => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${queue}` }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
    return { url: QueueUrl ?? "", arn: Attributes?.["QueueArn"] ?? "" };
  };
  const [gone, dead] = [await make("gone"), await make("dead")];
  await sqs.send(new DeleteQueueCommand({ QueueUrl: gone.url }));
  await use(gone.arn, dead.arn);
  const letters = await settledAs(
    () => target.depth(dead.url),
    (depth) => depth > 0,
    5,
  );
  await sqs.send(new DeleteQueueCommand({ QueueUrl: dead.url }));
  return { letters };
}

const subscription: Probe = {
  name: "a subscription's dead-letter queue",
  source: "https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html",
  documented: { letters: 1 },
  observe: (target) =>
    withDeadEnd(target, async (Endpoint, deadLetterTargetArn) => {
      const { sns } = target.clients;
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }));
      const Attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes }));
      await sns.send(new PublishCommand({ TopicArn, Message: "lost" }));
      await sns.send(new DeleteTopicCommand({ TopicArn }));
    }),
};

const ruleTarget: Probe = {
  name: "a rule target's dead-letter queue",
  source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
  documented: { letters: 1 },
  observe: (target) =>
    withDeadEnd(target, async (Arn, deadLetterArn) => {
      const { events } = target.clients;
      const EventBusName = target.outputs.eventBusName;
      const rule = { Name: name, EventBusName };
      await events.send(new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: [name] }) }));
      const Targets = [{ Id: "gone", Arn, DeadLetterConfig: { Arn: deadLetterArn } }];
      await events.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets }));
      const Entries = [{ EventBusName, Source: name, DetailType: "lost", Detail: "{}" }];
      await events.send(new PutEventsCommand({ Entries }));
      await events.send(new RemoveTargetsCommand({ Rule: name, EventBusName, Ids: ["gone"] }));
      await events.send(new DeleteRuleCommand(rule));
    }),
};

const permissions: Probe = {
  name: "a role without permissions is denied",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
  documented: { denied: true },
  observe: async ({ clients, options }) => {
    const iam = new IAMClient(options);
    const Statement = [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
    const { Credentials } = await clients.sts.send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "conformance" }),
    );
    const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken } = Credentials ?? {};
    const session = SessionToken === undefined ? {} : { sessionToken: SessionToken };
    const sqs = new SQSClient({ ...options, credentials: { accessKeyId, secretAccessKey, ...session } });
    const denied = await sqs.send(new ListQueuesCommand({})).then(
      () => false,
      (error: unknown) => error instanceof Error && /AccessDenied/u.test(error.name),
    );
    await iam.send(new DeleteRoleCommand({ RoleName: name }));
    return { denied };
  },
};

/** Where it is lacking this also mends it: the functions send by version 1. */
export const configurationSets: Probe = {
  name: "SES: a configuration set of version 2 is one of version 1",
  source: "https://docs.aws.amazon.com/ses/latest/dg/creating-configuration-sets.html",
  documented: "ConfigurationSetAlreadyExists",
  observe: ({ clients, outputs }) => {
    const Name = outputs.eventBusName;
    const again = new CreateConfigurationSetCommand({ ConfigurationSet: { Name } });
    return clients.ses.send(again).then(
      () => "created a second time",
      (error: unknown) => (error instanceof Error ? error.name.replace(/Exception$/u, "") : String(error)),
    );
  },
};

/** The first one before the events: their mails need what it mends. */
export const probes: readonly Probe[] = [configurationSets, subscription, ruleTarget, permissions];
