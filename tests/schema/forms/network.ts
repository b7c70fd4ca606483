import * as ec2 from "../../../packages/aws-offline/services/ec2/resources.ts";
import { form, type Form } from "../form.ts";

const group = { securityGroupId: "GroupId", cidrIpv4: "CidrIp" };
const leftOut = { tags: "CloudFormation's rules have none" };

export const network: readonly Form[] = [
  form(ec2.defaultSecurityGroupType, "CloudFormation cannot change a default group"),
  form(ec2.elasticAddressType, { type: "AWS::EC2::EIP" }),
  form(ec2.flowLogType, {
    type: "AWS::EC2::FlowLog",
    names: { iamRoleArn: "DeliverLogsPermissionArn", vpcId: "ResourceId" },
    own: () => ({ ResourceType: "VPC" }),
  }),
  form(ec2.internetGatewayType, {
    type: "AWS::EC2::InternetGateway",
    leftOut: { vpcId: "AWS::EC2::VPCGatewayAttachment" },
  }),
  form(ec2.natGatewayType, { type: "AWS::EC2::NatGateway" }),
  form(ec2.routeType, { type: "AWS::EC2::Route" }),
  form(ec2.routeTableType, { type: "AWS::EC2::RouteTable" }),
  form(ec2.routeTableAssociationType, { type: "AWS::EC2::SubnetRouteTableAssociation" }),
  form(ec2.securityGroupType, {
    type: "AWS::EC2::SecurityGroup",
    names: { name: "GroupName", description: "GroupDescription" },
  }),
  form(ec2.egressRuleType, {
    type: "AWS::EC2::SecurityGroupEgress",
    names: { ...group, referencedSecurityGroupId: "DestinationSecurityGroupId" },
    leftOut,
  }),
  form(ec2.ingressRuleType, {
    type: "AWS::EC2::SecurityGroupIngress",
    names: { ...group, referencedSecurityGroupId: "SourceSecurityGroupId" },
    leftOut,
  }),
  form(ec2.subnetType, { type: "AWS::EC2::Subnet" }),
  form(ec2.vpcType, { type: "AWS::EC2::VPC" }),
  form(ec2.vpcEndpointType, { type: "AWS::EC2::VPCEndpoint", names: { policy: "PolicyDocument" }, json: ["policy"] }),
];
