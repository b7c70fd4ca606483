import * as v from "valibot";
import { arn, length, matching, oneOf, policy, range, tags } from "../../graph/property.ts";
import { resourceType, type Created, type Identity, type Place } from "../../graph/resource-type.ts";

// Accepted and not acted upon: the functions of the offline run share this machine's network.

/** EC2's ids: the kind, and seventeen hex digits. */
const ec2Id = (prefix: string, { digest }: Identity): string => `${prefix}-${digest.slice(0, 17)}`;

/** A resource whose id and ARN begin with its kind, such as `subnet-0123456789abcdef0`. */
function numbered(prefix: string, kind: string) {
  return (_inputs: unknown, identity: Identity, { accountId, region }: Place): Created => {
    const id = ec2Id(prefix, identity);
    return { id, outputs: { arn: `arn:aws:ec2:${region}:${accountId}:${kind}/${id}` } };
  };
}

/** An IPv4 network of the size that a VPC or subnet may have. */
const network = matching(/^(?:\d{1,3}\.){3}\d{1,3}\/(?:1[6-9]|2[0-8])$/u);
const anyNetwork = matching(/^(?:\d{1,3}\.){3}\d{1,3}\/(?:\d|[12]\d|3[0-2])$/u);

export const vpcType = resourceType({
  token: "aws:ec2/vpc:Vpc",
  terraform: "aws_vpc",
  cloudFormation: "AWS::EC2::VPC",
  entries: { cidrBlock: network, enableDnsSupport: v.boolean(), enableDnsHostnames: v.boolean(), tags },
  replaces: ["cidrBlock"],
  create: numbered("vpc", "vpc"),
});
const ofVpc = { vpcId: vpcType.token };

export const defaultSecurityGroupType = resourceType({
  token: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  terraform: "aws_default_security_group",
  entries: { vpcId: v.string(), tags },
  replaces: ["vpcId"],
  references: ofVpc,
  create: numbered("sg", "security-group"),
});

export const securityGroupType = resourceType({
  token: "aws:ec2/securityGroup:SecurityGroup",
  terraform: "aws_security_group",
  cloudFormation: "AWS::EC2::SecurityGroup",
  autoname: "name",
  entries: { name: length(1, 255), vpcId: v.string(), description: length(0, 255), tags },
  replaces: ["vpcId", "description"],
  references: ofVpc,
  create: numbered("sg", "security-group"),
});

const rule = {
  entries: {
    securityGroupId: v.string(),
    description: v.string(),
    ipProtocol: oneOf("tcp"),
    fromPort: range(0, 65_535),
    toPort: range(0, 65_535),
    cidrIpv4: v.optional(anyNetwork),
    referencedSecurityGroupId: v.optional(v.string()),
    tags,
  },
  replaces: ["securityGroupId"],
  references: { securityGroupId: securityGroupType.token, referencedSecurityGroupId: securityGroupType.token },
  create: numbered("sgr", "security-group-rule"),
};

export const egressRuleType = resourceType({
  token: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  terraform: "aws_vpc_security_group_egress_rule",
  cloudFormation: "AWS::EC2::SecurityGroupEgress",
  ...rule,
});

export const ingressRuleType = resourceType({
  token: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  terraform: "aws_vpc_security_group_ingress_rule",
  cloudFormation: "AWS::EC2::SecurityGroupIngress",
  ...rule,
});

export const subnetType = resourceType({
  token: "aws:ec2/subnet:Subnet",
  terraform: "aws_subnet",
  cloudFormation: "AWS::EC2::Subnet",
  entries: {
    vpcId: v.string(),
    cidrBlock: network,
    availabilityZone: v.string(),
    mapPublicIpOnLaunch: v.boolean(),
    tags,
  },
  replaces: ["vpcId", "cidrBlock", "availabilityZone"],
  references: ofVpc,
  create: numbered("subnet", "subnet"),
});

export const internetGatewayType = resourceType({
  token: "aws:ec2/internetGateway:InternetGateway",
  terraform: "aws_internet_gateway",
  cloudFormation: "AWS::EC2::InternetGateway",
  entries: { vpcId: v.string(), tags },
  references: ofVpc,
  create: numbered("igw", "internet-gateway"),
});

export const elasticAddressType = resourceType({
  token: "aws:ec2/eip:Eip",
  terraform: "aws_eip",
  cloudFormation: "AWS::EC2::EIP",
  entries: { domain: oneOf("vpc"), tags },
  replaces: ["domain"],
  create: numbered("eipalloc", "elastic-ip"),
});

export const natGatewayType = resourceType({
  token: "aws:ec2/natGateway:NatGateway",
  terraform: "aws_nat_gateway",
  cloudFormation: "AWS::EC2::NatGateway",
  entries: { subnetId: v.string(), allocationId: v.string(), tags },
  replaces: ["subnetId", "allocationId"],
  references: { subnetId: subnetType.token, allocationId: elasticAddressType.token },
  create: numbered("nat", "natgateway"),
});

export const routeTableType = resourceType({
  token: "aws:ec2/routeTable:RouteTable",
  terraform: "aws_route_table",
  cloudFormation: "AWS::EC2::RouteTable",
  entries: { vpcId: v.string(), tags },
  replaces: ["vpcId"],
  references: ofVpc,
  create: numbered("rtb", "route-table"),
});

export const routeType = resourceType({
  token: "aws:ec2/route:Route",
  terraform: "aws_route",
  cloudFormation: "AWS::EC2::Route",
  entries: {
    routeTableId: v.string(),
    destinationCidrBlock: anyNetwork,
    gatewayId: v.optional(v.string()),
    natGatewayId: v.optional(v.string()),
  },
  replaces: ["routeTableId", "destinationCidrBlock"],
  references: {
    routeTableId: routeTableType.token,
    gatewayId: internetGatewayType.token,
    natGatewayId: natGatewayType.token,
  },
  create: ({ routeTableId }, { digest }) => ({ id: `r-${routeTableId}${digest}`, outputs: {} }),
});

export const routeTableAssociationType = resourceType({
  token: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  terraform: "aws_route_table_association",
  cloudFormation: "AWS::EC2::SubnetRouteTableAssociation",
  entries: { routeTableId: v.string(), subnetId: v.string() },
  replaces: ["subnetId"],
  references: { routeTableId: routeTableType.token, subnetId: subnetType.token },
  create: (_inputs, identity) => ({ id: ec2Id("rtbassoc", identity), outputs: {} }),
});

export const vpcEndpointType = resourceType({
  token: "aws:ec2/vpcEndpoint:VpcEndpoint",
  terraform: "aws_vpc_endpoint",
  cloudFormation: "AWS::EC2::VPCEndpoint",
  entries: {
    vpcId: v.string(),
    serviceName: v.string(),
    vpcEndpointType: oneOf("Gateway", "Interface"),
    policy,
    routeTableIds: v.optional(v.array(v.string())),
    subnetIds: v.optional(v.array(v.string())),
    securityGroupIds: v.optional(v.array(v.string())),
    privateDnsEnabled: v.optional(v.boolean()),
    tags,
  },
  replaces: ["vpcId", "serviceName", "vpcEndpointType"],
  references: {
    ...ofVpc,
    "routeTableIds[]": routeTableType.token,
    "subnetIds[]": subnetType.token,
    "securityGroupIds[]": securityGroupType.token,
  },
  create: numbered("vpce", "vpc-endpoint"),
});

export const flowLogType = resourceType({
  token: "aws:ec2/flowLog:FlowLog",
  terraform: "aws_flow_log",
  cloudFormation: "AWS::EC2::FlowLog",
  entries: {
    vpcId: v.string(),
    trafficType: oneOf("ACCEPT", "ALL", "REJECT"),
    logDestinationType: oneOf("cloud-watch-logs"),
    logDestination: arn,
    iamRoleArn: arn,
    maxAggregationInterval: oneOf(60, 600),
    tags,
  },
  replaces: ["vpcId", "trafficType", "logDestination", "logDestinationType", "iamRoleArn", "maxAggregationInterval"],
  references: ofVpc,
  create: numbered("fl", "vpc-flow-log"),
});
