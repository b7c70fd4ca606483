import { logGroupType } from "../../packages/aws-offline/services/logs/resources.ts";
import {
  compositeAlarmType,
  dashboardType,
  metricAlarmType,
} from "../../packages/aws-offline/services/cloudwatch/resources.ts";
import { queryDefinitionType } from "../../packages/aws-offline/services/logs/resources.ts";
import { tableType } from "../../packages/aws-offline/services/dynamodb/resources.ts";
import { keyAliasType, keyType } from "../../packages/aws-offline/services/kms/resources.ts";
import { secretType, secretVersionType } from "../../packages/aws-offline/services/secrets-manager/resources.ts";
import {
  configurationSetType,
  emailIdentityType,
  eventDestinationType,
  mailFromType,
} from "../../packages/aws-offline/services/ses/resources.ts";
import { exempt, rule, type Rule } from "./rule.ts";
import { resourceDemands } from "./statements.ts";

export const dataRules: readonly Rule[] = [
  rule(tableType, ({ inputs }, { keyArn, isProduction }) => [
    ["encryption", inputs.serverSideEncryption?.enabled === true],
    ["encryption by the stack's key", inputs.serverSideEncryption?.kmsKeyArn === keyArn],
    ["point-in-time recovery", inputs.pointInTimeRecovery?.enabled === true],
    ["deletion protection", !isProduction || inputs.deletionProtectionEnabled === true],
  ]),
  rule(secretType, ({ inputs }, { keyArn, isProduction }) => [
    ["encryption by the stack's key", inputs.kmsKeyId === keyArn],
    ["time to recover", !isProduction || inputs.recoveryWindowInDays === 30],
  ]),
  rule(secretVersionType, ({ options }) => [
    ["the secret's text marked secret", options.secretInputs.includes("secretString")],
  ]),
  rule(logGroupType, ({ inputs }, { keyArn }) => [
    ["retention", inputs.retentionInDays > 0],
    ["encryption by the stack's key", inputs.kmsKeyId === keyArn],
  ]),
  rule(keyType, ({ inputs, options }, setting) => [
    ["rotation", inputs.enableKeyRotation],
    ["protection", !setting.isProduction || (options.protect && options.retainOnDelete)],
    ...resourceDemands(inputs.policy, "key", setting),
  ]),
  rule(configurationSetType, ({ inputs }) => [["TLS", inputs.deliveryOptions?.tlsPolicy === "REQUIRE"]]),
  exempt(keyAliasType, "a name"),
  exempt(eventDestinationType, "names a topic, which is held to encryption and its policy"),
  exempt(mailFromType, "the name of a domain"),
  exempt(emailIdentityType, "an address or a domain that SES verifies; who may send is in the roles"),
  exempt(metricAlarmType, "numbers only, no data"),
  exempt(compositeAlarmType, "names of alarms only"),
  exempt(dashboardType, "names of metrics only; who may look is IAM's"),
  exempt(queryDefinitionType, "the text of a query; the logs are held to encryption and retention"),
];
