import { textOutput } from "../../packages/aws-offline/graph/resource-graph.ts";
import { certificateType, certificateValidationType } from "../../packages/aws-offline/services/acm/resources.ts";
import {
  apiMappingType,
  apiType,
  domainNameType,
  integrationType,
  routeType,
  stageType,
} from "../../packages/aws-offline/services/api-gateway/resources.ts";
import { applicationType, deploymentGroupType } from "../../packages/aws-offline/services/codedeploy/resources.ts";
import { logGroupType } from "../../packages/aws-offline/services/logs/resources.ts";
import { rolePolicyType, roleType } from "../../packages/aws-offline/services/iam/resources.ts";
import {
  aliasType,
  eventSourceMappingType,
  functionType,
  permissionType,
  provisionedConcurrencyType,
} from "../../packages/aws-offline/services/lambda/resources.ts";
import { scheduleType } from "../../packages/aws-offline/services/scheduler/resources.ts";
import { queueType } from "../../packages/aws-offline/services/sqs/resources.ts";
import { exempt, rule, type Rule } from "./rule.ts";
import { sentKeys } from "../../packages/aws-offline/iam/service-context.ts";
import { identityDemands, resourceDemands } from "./statements.ts";

export const computeRules: readonly Rule[] = [
  rule(functionType, ({ name, inputs }, { graph, isPrivate }) => [
    ["X-Ray where an event comes in", name !== "stripe-webhook" || inputs.tracingConfig?.mode === "Active"],
    [
      "a log group of the program's",
      graph.of(logGroupType).some((group) => group.inputs.name === inputs.loggingConfig.logGroup),
    ],
    ["no secret in the environment", !/whsec_|[rs]k_(?:test|live)_/u.test(JSON.stringify(inputs.environment ?? {}))],
    ["two private subnets", (inputs.vpcConfig?.subnetIds.length ?? 0) === (isPrivate ? 2 : 0)],
  ]),
  rule(permissionType, ({ inputs }, { accountId }) => [
    ["no public access", inputs.principal.endsWith(".amazonaws.com")],
    ["one source in this account", inputs.sourceArn.split(":")[4] === accountId],
    [
      "only source keys that AWS shows the service to send",
      inputs.sourceAccount === undefined || sentKeys("resource", inputs.principal).includes("aws:SourceAccount"),
    ],
  ]),
  rule(eventSourceMappingType, ({ inputs }, { graph }) => {
    const queue = graph.of(queueType).find((each) => textOutput(each, "arn") === inputs.eventSourceArn);
    return [
      ["a dead-letter queue", queue?.inputs.redrivePolicy !== undefined],
      ["a bad record to fail alone", inputs.functionResponseTypes.includes("ReportBatchItemFailures")],
    ];
  }),
  rule(scheduleType, ({ inputs }, { graph }) => [
    [
      "a function of the program's",
      graph.of(functionType).some((each) => textOutput(each, "arn") === inputs.target.arn),
    ],
    ["a role of the program's", graph.of(roleType).some((each) => textOutput(each, "arn") === inputs.target.roleArn)],
  ]),
  exempt(applicationType, "a name"),
  rule(deploymentGroupType, ({ inputs }) => [
    ["alarms", (inputs.alarmConfiguration?.enabled ?? false) && inputs.alarmConfiguration?.alarms.length !== 0],
    ["a rollback by them", inputs.autoRollbackConfiguration?.events.includes("DEPLOYMENT_STOP_ON_ALARM") === true],
  ]),
  exempt(aliasType, "a name of a version of a function"),
  exempt(provisionedConcurrencyType, "a number"),
  rule(roleType, ({ inputs }, setting) => resourceDemands(inputs.assumeRolePolicy, "role", setting)),
  rule(rolePolicyType, ({ inputs }) => identityDemands(inputs.policy)),
  rule(domainNameType, ({ inputs }) => [["TLS", inputs.domainNameConfiguration.securityPolicy === "TLS_1_2"]]),
  exempt(certificateType, "its private key is ACM's"),
  exempt(certificateValidationType, "a wait"),
  exempt(apiMappingType, "names an API and a domain, which are held"),
  exempt(apiType, "it holds nothing; its stage and route are held"),
  exempt(integrationType, "it leads to the webhook's function, whose permission is held"),
  rule(routeType, ({ inputs }) => [
    // The one open door; the signature is its lock.
    ["no public access but the webhook's", inputs.routeKey === "POST /webhook/stripe"],
  ]),
  rule(stageType, ({ inputs }) => [
    ["an access log", inputs.accessLogSettings !== undefined],
    ["a throttle", (inputs.defaultRouteSettings?.throttlingRateLimit ?? 0) > 0],
  ]),
];
