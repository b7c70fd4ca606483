import * as v from "valibot";
import { optionalTags, resourceType, type Created, type Identity, type Place } from "../../graph/resource-type.ts";

// Accepted and not acted upon: the functions of the offline run share this machine's network.

/** A resource whose id and ARN begin with its kind, such as `subnet-0123456789ab`. */
function numbered(prefix: string, kind: string) {
  return (_inputs: unknown, { digest }: Identity, { accountId, region }: Place): Created => {
    const id = `${prefix}-${digest}`;
    return { id, outputs: { arn: `arn:aws:ec2:${region}:${accountId}:${kind}/${id}` } };
  };
}

const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const rule = {
  securityGroupId: v.string(),
  description: v.string(),
  ipProtocol: v.literal("tcp"),
  fromPort: port,
  toPort: port,
  cidrIpv4: v.optional(v.string()),
  referencedSecurityGroupId: v.optional(v.string()),
  tags: optionalTags,
};

export const vpcType = resourceType({
  token: "aws:ec2/vpc:Vpc",
  entries: {
    cidrBlock: v.string(),
    enableDnsSupport: v.boolean(),
    enableDnsHostnames: v.boolean(),
    tags: optionalTags,
  },
  create: numbered("vpc", "vpc"),
});

export const defaultSecurityGroupType = resourceType({
  token: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  entries: { vpcId: v.string(), tags: optionalTags },
  create: numbered("sg", "security-group"),
});

export const securityGroupType = resourceType({
  token: "aws:ec2/securityGroup:SecurityGroup",
  autoname: "name",
  entries: { name: v.string(), vpcId: v.string(), description: v.string(), tags: optionalTags },
  create: numbered("sg", "security-group"),
});

export const egressRuleType = resourceType({
  token: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  entries: rule,
  create: numbered("sgr", "security-group-rule"),
});

export const ingressRuleType = resourceType({
  token: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  entries: rule,
  create: numbered("sgr", "security-group-rule"),
});

export const subnetType = resourceType({
  token: "aws:ec2/subnet:Subnet",
  entries: {
    vpcId: v.string(),
    cidrBlock: v.string(),
    availabilityZone: v.string(),
    mapPublicIpOnLaunch: v.boolean(),
    tags: optionalTags,
  },
  create: numbered("subnet", "subnet"),
});

export const internetGatewayType = resourceType({
  token: "aws:ec2/internetGateway:InternetGateway",
  entries: { vpcId: v.string(), tags: optionalTags },
  create: numbered("igw", "internet-gateway"),
});

export const elasticAddressType = resourceType({
  token: "aws:ec2/eip:Eip",
  entries: { domain: v.literal("vpc"), tags: optionalTags },
  create: numbered("eipalloc", "elastic-ip"),
});

export const natGatewayType = resourceType({
  token: "aws:ec2/natGateway:NatGateway",
  entries: { subnetId: v.string(), allocationId: v.string(), tags: optionalTags },
  create: numbered("nat", "natgateway"),
});

export const routeTableType = resourceType({
  token: "aws:ec2/routeTable:RouteTable",
  entries: { vpcId: v.string(), tags: optionalTags },
  create: numbered("rtb", "route-table"),
});

export const routeType = resourceType({
  token: "aws:ec2/route:Route",
  entries: {
    routeTableId: v.string(),
    destinationCidrBlock: v.string(),
    gatewayId: v.optional(v.string()),
    natGatewayId: v.optional(v.string()),
  },
  create: ({ routeTableId }, { digest }) => ({ id: `r-${routeTableId}${digest}`, outputs: {} }),
});

export const routeTableAssociationType = resourceType({
  token: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  entries: { routeTableId: v.string(), subnetId: v.string() },
  create: (_inputs, { digest }) => ({ id: `rtbassoc-${digest}`, outputs: {} }),
});

export const vpcEndpointType = resourceType({
  token: "aws:ec2/vpcEndpoint:VpcEndpoint",
  entries: {
    vpcId: v.string(),
    serviceName: v.string(),
    vpcEndpointType: v.picklist(["Gateway", "Interface"]),
    policy: v.string(),
    routeTableIds: v.optional(v.array(v.string())),
    subnetIds: v.optional(v.array(v.string())),
    securityGroupIds: v.optional(v.array(v.string())),
    privateDnsEnabled: v.optional(v.boolean()),
    tags: optionalTags,
  },
  create: numbered("vpce", "vpc-endpoint"),
});

export const flowLogType = resourceType({
  token: "aws:ec2/flowLog:FlowLog",
  entries: {
    vpcId: v.string(),
    trafficType: v.picklist(["ACCEPT", "ALL", "REJECT"]),
    logDestinationType: v.literal("cloud-watch-logs"),
    logDestination: v.string(),
    iamRoleArn: v.string(),
    maxAggregationInterval: v.picklist([60, 600]),
    tags: optionalTags,
  },
  create: numbered("fl", "vpc-flow-log"),
});
