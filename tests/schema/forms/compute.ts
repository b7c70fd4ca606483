import { certificateType, certificateValidationType } from "../../../packages/aws-offline/services/acm/resources.ts";
import {
  apiMappingType,
  apiType,
  domainNameType,
  integrationType,
  routeType,
  stageType,
} from "../../../packages/aws-offline/services/api-gateway/resources.ts";
import { applicationType, deploymentGroupType } from "../../../packages/aws-offline/services/codedeploy/resources.ts";
import { rolePolicyType, roleType } from "../../../packages/aws-offline/services/iam/resources.ts";
import {
  aliasType,
  eventSourceMappingType,
  functionType,
  permissionType,
  provisionedConcurrencyType,
} from "../../../packages/aws-offline/services/lambda/resources.ts";
import { scheduleType } from "../../../packages/aws-offline/services/scheduler/resources.ts";
import { form, type Form } from "../form.ts";

export const compute: readonly Form[] = [
  form(certificateType, {}),
  form(certificateValidationType, "CloudFormation waits at the certificate itself"),
  form(domainNameType, {
    leftOut: { domainNameConfiguration: "in DomainNameConfigurations" },
    tags: "map",
    own: ({ domainNameConfiguration: { certificateArn, endpointType, securityPolicy } }) => ({
      DomainNameConfigurations: [
        { CertificateArn: certificateArn, EndpointType: endpointType, SecurityPolicy: securityPolicy },
      ],
    }),
  }),
  form(apiMappingType, {}),
  form(apiType, { tags: "map" }),
  form(integrationType, {}),
  form(routeType, {}),
  form(stageType, { names: { name: "StageName" }, tags: "map" }),
  form(roleType, {
    names: { name: "RoleName", assumeRolePolicy: "AssumeRolePolicyDocument" },
    json: ["assumeRolePolicy"],
  }),
  form(rolePolicyType, {
    names: { name: "PolicyName", role: "RoleName", policy: "PolicyDocument" },
    json: ["policy"],
  }),
  form(aliasType, {}),
  form(eventSourceMappingType, {}),
  form(functionType, {
    names: { name: "FunctionName" },
    leftOut: { code: "the provider sends a file", publish: "AWS::Lambda::Version" },
    own: () => ({ Code: { S3Bucket: "code-is-a-file", S3Key: "index.zip" } }),
  }),
  form(applicationType, { names: { name: "ApplicationName" } }),
  form(deploymentGroupType, {
    names: { appName: "ApplicationName" },
    leftOut: { alarmConfiguration: "its alarms are objects there" },
    own: ({ alarmConfiguration }) => ({
      AlarmConfiguration: {
        Enabled: alarmConfiguration?.enabled ?? false,
        Alarms: alarmConfiguration?.alarms.map((Name) => ({ Name })) ?? [],
      },
    }),
  }),
  form(scheduleType, {}),
  form(permissionType, {
    names: { function: "FunctionName" },
    leftOut: { statementId: "CloudFormation makes its own", qualifier: "in FunctionName" },
    own: (inputs) => (inputs.qualifier === undefined ? {} : { FunctionName: `${inputs.function}:${inputs.qualifier}` }),
  }),
  form(provisionedConcurrencyType, {
    leftOut: { qualifier: "the version itself", provisionedConcurrentExecutions: "in its configuration" },
    own: ({ provisionedConcurrentExecutions: ProvisionedConcurrentExecutions }) => ({
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions },
    }),
  }),
];
