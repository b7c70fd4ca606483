import * as ec2 from "../../../packages/aws-offline/services/ec2/resources.ts";
import { form, type Form } from "../form.ts";

const group = { securityGroupId: "GroupId", cidrIpv4: "CidrIp" };
const leftOut = { tags: "CloudFormation's rules have none" };

export const network: readonly Form[] = [
  form(ec2.defaultSecurityGroupType, "CloudFormation cannot change a default group"),
  form(ec2.elasticAddressType, {}),
  form(ec2.flowLogType, {
    names: { iamRoleArn: "DeliverLogsPermissionArn", vpcId: "ResourceId" },
    own: () => ({ ResourceType: "VPC" }),
  }),
  form(ec2.internetGatewayType, {
    leftOut: { vpcId: "AWS::EC2::VPCGatewayAttachment" },
  }),
  form(ec2.natGatewayType, {}),
  form(ec2.routeType, {}),
  form(ec2.routeTableType, {}),
  form(ec2.routeTableAssociationType, {}),
  form(ec2.securityGroupType, {
    names: { name: "GroupName", description: "GroupDescription" },
  }),
  form(ec2.egressRuleType, {
    names: { ...group, referencedSecurityGroupId: "DestinationSecurityGroupId" },
    leftOut,
  }),
  form(ec2.ingressRuleType, {
    names: { ...group, referencedSecurityGroupId: "SourceSecurityGroupId" },
    leftOut,
  }),
  form(ec2.subnetType, {}),
  form(ec2.vpcType, {}),
  form(ec2.vpcEndpointType, { names: { policy: "PolicyDocument" }, json: ["policy"] }),
];
