import { describe, expect, it } from "vitest";
import { check } from "./check.ts";
import type { Properties } from "./values.ts";

const roleArn = "arn:aws:iam::123456789012:role/worker";
const queueArn = "arn:aws:sqs:ap-southeast-1:123456789012:orders";
const document = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const long = (count: number) => "a".repeat(count);

const destination = (type: string) => ({
  enabled: true,
  matchingEventTypes: [type],
  snsDestination: { topicArn: "arn:aws:sns:ap-southeast-1:123456789012:outcomes" },
});

/** Type, the property that is refused, inputs that AWS's provider takes, and the value that it does not. */
const cases: [type: string, property: string, accepted: Properties, refused: Properties][] = [
  ["sqs/queue:Queue", "visibilityTimeoutSeconds", { visibilityTimeoutSeconds: 0 }, { visibilityTimeoutSeconds: -1 }],
  [
    "sqs/queue:Queue",
    "messageRetentionSeconds",
    { messageRetentionSeconds: 1_209_600 },
    { messageRetentionSeconds: 1_209_601 },
  ],
  ["sqs/queue:Queue", "receiveWaitTimeSeconds", { receiveWaitTimeSeconds: 20 }, { receiveWaitTimeSeconds: 21 }],
  ["sqs/queue:Queue", "redrivePolicy", { redrivePolicy: '{"maxReceiveCount":3}' }, { redrivePolicy: "{maxReceive" }],
  ["sqs/queue:Queue", "name", { name: long(80) }, { name: long(81) }],
  ["sqs/queue:Queue", "name", { name: "orders-queue" }, { name: "orders queue" }],
  ["sqs/queuePolicy:QueuePolicy", "policy", { policy: document }, { policy: ` ${document}` }],
  ["sqs/redriveAllowPolicy:RedriveAllowPolicy", "redriveAllowPolicy", {}, { redriveAllowPolicy: "all" }],
  ["sns/topic:Topic", "name", { name: long(256) }, { name: long(257) }],
  ["sns/topicPolicy:TopicPolicy", "policy", { policy: document }, { policy: "[]" }],
  ["sns/topicSubscription:TopicSubscription", "protocol", { protocol: "sqs" }, { protocol: "queue" }],
  ["sns/topicSubscription:TopicSubscription", "filterPolicy", { filterPolicy: "{}" }, { filterPolicy: "{" }],
  [
    "sns/topicSubscription:TopicSubscription",
    "filterPolicyScope",
    { filterPolicyScope: "MessageBody" },
    { filterPolicyScope: "Body" },
  ],
  ["lambda/function:Function", "memorySize", { memorySize: 128 }, { memorySize: 127 }],
  ["lambda/function:Function", "timeout", { timeout: 900 }, { timeout: 901 }],
  ["lambda/function:Function", "runtime", { runtime: "nodejs24.x" }, { runtime: "nodejs24" }],
  ["lambda/function:Function", "role", { role: roleArn }, { role: "worker" }],
  ["lambda/function:Function", "name", { name: long(64) }, { name: long(65) }],
  ["lambda/function:Function", "architectures[]", { architectures: ["arm64"] }, { architectures: ["arm"] }],
  [
    "lambda/function:Function",
    "loggingConfig.logFormat",
    { loggingConfig: { logFormat: "JSON" } },
    { loggingConfig: { logFormat: "json" } },
  ],
  ["lambda/alias:Alias", "name", { name: "live" }, { name: "1" }],
  ["lambda/permission:Permission", "sourceAccount", { sourceAccount: "123456789012" }, { sourceAccount: "1234" }],
  ["lambda/permission:Permission", "action", { action: "lambda:InvokeFunction" }, { action: "invoke" }],
  [
    "lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    "provisionedConcurrentExecutions",
    { provisionedConcurrentExecutions: 1 },
    { provisionedConcurrentExecutions: 0 },
  ],
  [
    "lambda/eventSourceMapping:EventSourceMapping",
    "eventSourceArn",
    { eventSourceArn: queueArn },
    { eventSourceArn: "q" },
  ],
  [
    "lambda/eventSourceMapping:EventSourceMapping",
    "scalingConfig.maximumConcurrency",
    { scalingConfig: { maximumConcurrency: 2 } },
    { scalingConfig: { maximumConcurrency: 1 } },
  ],
  ["iam/role:Role", "assumeRolePolicy", { assumeRolePolicy: document }, { assumeRolePolicy: "{'Version'}" }],
  ["iam/role:Role", "name", { name: long(64) }, { name: long(65) }],
  ["iam/rolePolicy:RolePolicy", "policy", { policy: document }, { policy: "" }],
  ["apigatewayv2/api:Api", "protocolType", { protocolType: "HTTP" }, { protocolType: "REST" }],
  [
    "apigatewayv2/integration:Integration",
    "payloadFormatVersion",
    { payloadFormatVersion: "2.0" },
    { payloadFormatVersion: "3.0" },
  ],
  ["apigatewayv2/stage:Stage", "name", { name: "$default" }, { name: "$other" }],
  ["cloudwatch/eventBus:EventBus", "name", { name: long(256) }, { name: "a bus" }],
  ["cloudwatch/eventRule:EventRule", "eventPattern", { eventPattern: "{}" }, { eventPattern: "source" }],
  ["cloudwatch/eventRule:EventRule", "name", { name: long(64) }, { name: long(65) }],
  ["cloudwatch/eventTarget:EventTarget", "arn", { arn: queueArn }, { arn: "orders" }],
  [
    "cloudwatch/eventTarget:EventTarget",
    "deadLetterConfig.arn",
    { deadLetterConfig: { arn: queueArn } },
    { deadLetterConfig: { arn: "https://sqs" } },
  ],
  ["cloudwatch/eventArchive:EventArchive", "name", { name: long(48) }, { name: long(49) }],
  ["cloudwatch/eventArchive:EventArchive", "retentionDays", { retentionDays: 0 }, { retentionDays: -1 }],
  ["pipes/pipe:Pipe", "source", { source: queueArn }, { source: "orders" }],
  [
    "pipes/pipe:Pipe",
    "sourceParameters.sqsQueueParameters.batchSize",
    { sourceParameters: { sqsQueueParameters: { batchSize: 1 } } },
    { sourceParameters: { sqsQueueParameters: { batchSize: 0 } } },
  ],
  ["secretsmanager/secret:Secret", "recoveryWindowInDays", { recoveryWindowInDays: 0 }, { recoveryWindowInDays: 6 }],
  ["sesv2/emailIdentity:EmailIdentity", "emailIdentity", { emailIdentity: "a@b.example" }, { emailIdentity: "" }],
  [
    "sesv2/configurationSet:ConfigurationSet",
    "deliveryOptions.tlsPolicy",
    { deliveryOptions: { tlsPolicy: "REQUIRE" } },
    { deliveryOptions: { tlsPolicy: "REQUIRED" } },
  ],
  [
    "sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    "eventDestination.matchingEventTypes[]",
    { eventDestination: destination("BOUNCE") },
    { eventDestination: destination("BOUNCES") },
  ],
  ["cloudwatch/logGroup:LogGroup", "retentionInDays", { retentionInDays: 30 }, { retentionInDays: 31 }],
  ["cloudwatch/metricAlarm:MetricAlarm", "period", { period: 60 }, { period: 90 }],
  ["cloudwatch/metricAlarm:MetricAlarm", "statistic", { statistic: "Sum" }, { statistic: "p99" }],
  [
    "cloudwatch/metricAlarm:MetricAlarm",
    "extendedStatistic",
    { extendedStatistic: "p99.9" },
    { extendedStatistic: "p1000" },
  ],
  [
    "cloudwatch/metricAlarm:MetricAlarm",
    "alarmDescription",
    { alarmDescription: long(1024) },
    { alarmDescription: long(1025) },
  ],
  [
    "cloudwatch/metricAlarm:MetricAlarm",
    "treatMissingData",
    { treatMissingData: "ignore" },
    { treatMissingData: "good" },
  ],
  ["cloudwatch/compositeAlarm:CompositeAlarm", "alarmRule", { alarmRule: "ALARM(a)" }, { alarmRule: long(10_241) }],
  [
    "cloudwatch/queryDefinition:QueryDefinition",
    "queryString",
    { queryString: "fields @message" },
    { queryString: "" },
  ],
  ["cloudwatch/dashboard:Dashboard", "dashboardBody", { dashboardBody: "{}" }, { dashboardBody: '{"widgets":[}' }],
  ["cloudwatch/dashboard:Dashboard", "dashboardName", { dashboardName: "orders" }, { dashboardName: "orders.dev" }],
  ["kms/key:Key", "deletionWindowInDays", { deletionWindowInDays: 7 }, { deletionWindowInDays: 6 }],
  ["kms/key:Key", "policy", { policy: document }, { policy: "none" }],
  ["kms/alias:Alias", "name", { name: "alias/orders" }, { name: "orders" }],
  ["ec2/vpc:Vpc", "cidrBlock", { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.0.0.0/8" }],
  ["ec2/subnet:Subnet", "cidrBlock", { cidrBlock: "10.0.0.0/28" }, { cidrBlock: "10.0.0.0" }],
  ["ec2/flowLog:FlowLog", "maxAggregationInterval", { maxAggregationInterval: 60 }, { maxAggregationInterval: 120 }],
  ["ec2/vpcEndpoint:VpcEndpoint", "vpcEndpointType", { vpcEndpointType: "Gateway" }, { vpcEndpointType: "Nat" }],
  ["vpc/securityGroupEgressRule:SecurityGroupEgressRule", "toPort", { toPort: 443 }, { toPort: 65_536 }],
  [
    "dynamodb/table:Table",
    "attributes",
    { hashKey: "pk", attributes: [{ name: "pk", type: "S" }] },
    {
      hashKey: "pk",
      attributes: [
        { name: "pk", type: "S" },
        { name: "status", type: "S" },
      ],
    },
  ],
  [
    "dynamodb/table:Table",
    "attributes",
    {
      hashKey: "pk",
      attributes: [
        { name: "pk", type: "S" },
        { name: "status", type: "S" },
      ],
      globalSecondaryIndexes: [
        { name: "by-status", keySchemas: [{ attributeName: "status", keyType: "HASH" }], projectionType: "ALL" },
      ],
    },
    { hashKey: "pk", attributes: [] },
  ],
  [
    "dynamodb/table:Table",
    "attributes[].type",
    { attributes: [] },
    { hashKey: "a", attributes: [{ name: "a", type: "text" }] },
  ],
];

describe("what AWS's provider refuses at preview is refused", () => {
  it.each(cases)("%s: %s", (type, property, accepted, refused) => {
    const failures = (inputs: Properties) =>
      check(`aws:${type}`, "urn:pulumi:dev::project::type::one", {}, inputs, { mode: "disable", name: "" }).failures;
    expect(failures(accepted)).toEqual([]);
    expect(failures(refused).map((failure) => failure.property)).toEqual([property]);
  });
});
