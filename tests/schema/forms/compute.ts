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
  form(certificateType, { type: "AWS::CertificateManager::Certificate" }),
  form(certificateValidationType, "CloudFormation waits at the certificate itself"),
  form(domainNameType, {
    type: "AWS::ApiGatewayV2::DomainName",
    leftOut: { domainNameConfiguration: "in DomainNameConfigurations" },
    tags: "map",
    own: ({ domainNameConfiguration: { certificateArn, endpointType, securityPolicy } }) => ({
      DomainNameConfigurations: [
        { CertificateArn: certificateArn, EndpointType: endpointType, SecurityPolicy: securityPolicy },
      ],
    }),
  }),
  form(apiMappingType, { type: "AWS::ApiGatewayV2::ApiMapping" }),
  form(apiType, { type: "AWS::ApiGatewayV2::Api", tags: "map" }),
  form(integrationType, { type: "AWS::ApiGatewayV2::Integration" }),
  form(routeType, { type: "AWS::ApiGatewayV2::Route" }),
  form(stageType, { type: "AWS::ApiGatewayV2::Stage", names: { name: "StageName" }, tags: "map" }),
  form(roleType, {
    type: "AWS::IAM::Role",
    names: { name: "RoleName", assumeRolePolicy: "AssumeRolePolicyDocument" },
    json: ["assumeRolePolicy"],
  }),
  form(rolePolicyType, {
    type: "AWS::IAM::RolePolicy",
    names: { name: "PolicyName", role: "RoleName", policy: "PolicyDocument" },
    json: ["policy"],
  }),
  form(aliasType, { type: "AWS::Lambda::Alias" }),
  form(eventSourceMappingType, { type: "AWS::Lambda::EventSourceMapping" }),
  form(functionType, {
    type: "AWS::Lambda::Function",
    names: { name: "FunctionName" },
    leftOut: { code: "the provider sends a file", publish: "AWS::Lambda::Version" },
    own: () => ({ Code: { S3Bucket: "code-is-a-file", S3Key: "index.zip" } }),
  }),
  form(applicationType, { type: "AWS::CodeDeploy::Application", names: { name: "ApplicationName" } }),
  form(deploymentGroupType, {
    type: "AWS::CodeDeploy::DeploymentGroup",
    names: { appName: "ApplicationName" },
    leftOut: { alarmConfiguration: "its alarms are objects there" },
    own: ({ alarmConfiguration }) => ({
      AlarmConfiguration: {
        Enabled: alarmConfiguration?.enabled ?? false,
        Alarms: alarmConfiguration?.alarms.map((Name) => ({ Name })) ?? [],
      },
    }),
  }),
  form(scheduleType, { type: "AWS::Scheduler::Schedule" }),
  form(permissionType, {
    type: "AWS::Lambda::Permission",
    names: { function: "FunctionName" },
    leftOut: { statementId: "CloudFormation makes its own", qualifier: "in FunctionName" },
    own: (inputs) => (inputs.qualifier === undefined ? {} : { FunctionName: `${inputs.function}:${inputs.qualifier}` }),
  }),
  form(provisionedConcurrencyType, {
    type: "AWS::Lambda::Version",
    leftOut: { qualifier: "the version itself", provisionedConcurrentExecutions: "in its configuration" },
    own: ({ provisionedConcurrentExecutions: ProvisionedConcurrentExecutions }) => ({
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions },
    }),
  }),
];
