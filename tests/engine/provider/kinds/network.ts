import { anArn, length, matching, oneOf, policy, range } from "../constraints.ts";
import { arnAndId, named, type Draft, type Kind } from "./kind.ts";

const vpc = "aws:ec2/vpc:Vpc";
const subnet = "aws:ec2/subnet:Subnet";
const securityGroup = "aws:ec2/securityGroup:SecurityGroup";
const routeTable = "aws:ec2/routeTable:RouteTable";
const internetGateway = "aws:ec2/internetGateway:InternetGateway";
const natGateway = "aws:ec2/natGateway:NatGateway";

/** An id that EC2 gives, such as `subnet-0123456789abcdef0`, and the ARN with it. */
const numbered = (prefix: string, kind: string) => (draft: Draft) => {
  const id = `${prefix}-${draft.token(17)}`;
  return arnAndId(draft.arn("ec2", `${kind}/${id}`), id);
};

/** An IPv4 network of the size that a VPC or subnet may have. */
const network4 = matching(/^(?:\d{1,3}\.){3}\d{1,3}\/(?:1[6-9]|2[0-8])$/u);
const anyNetwork4 = matching(/^(?:\d{1,3}\.){3}\d{1,3}\/(?:\d|[12]\d|3[0-2])$/u);

const rule: Kind = {
  replaces: ["securityGroupId"],
  constraints: { fromPort: range(-1, 65_535), toPort: range(-1, 65_535), cidrIpv4: anyNetwork4 },
  references: { securityGroupId: securityGroup, referencedSecurityGroupId: securityGroup },
  computed: numbered("sgr", "security-group-rule"),
};

export const network: Readonly<Record<string, Kind>> = {
  [vpc]: { replaces: ["cidrBlock"], constraints: { cidrBlock: network4 }, computed: numbered("vpc", "vpc") },
  [subnet]: {
    replaces: ["vpcId", "cidrBlock", "availabilityZone"],
    constraints: { cidrBlock: network4 },
    references: { vpcId: vpc },
    computed: numbered("subnet", "subnet"),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    replaces: ["vpcId"],
    references: { vpcId: vpc },
    computed: numbered("sg", "security-group"),
  },
  [securityGroup]: {
    name: named("name", 255),
    replaces: ["vpcId", "description"],
    constraints: { description: length(0, 255) },
    references: { vpcId: vpc },
    computed: numbered("sg", "security-group"),
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule,
  [internetGateway]: {
    replaces: [],
    references: { vpcId: vpc },
    computed: numbered("igw", "internet-gateway"),
  },
  "aws:ec2/eip:Eip": {
    replaces: ["domain"],
    constraints: { domain: oneOf("vpc", "standard") },
    computed: numbered("eipalloc", "elastic-ip"),
  },
  [natGateway]: {
    replaces: ["subnetId", "allocationId"],
    constraints: { connectivityType: oneOf("private", "public") },
    references: { subnetId: subnet, allocationId: "aws:ec2/eip:Eip" },
    computed: numbered("nat", "natgateway"),
  },
  [routeTable]: { replaces: ["vpcId"], references: { vpcId: vpc }, computed: numbered("rtb", "route-table") },
  "aws:ec2/route:Route": {
    replaces: ["routeTableId", "destinationCidrBlock"],
    constraints: { destinationCidrBlock: anyNetwork4 },
    references: { routeTableId: routeTable, gatewayId: internetGateway, natGatewayId: natGateway },
    computed: (draft) => ({ id: `r-${draft.token(20)}` }),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    replaces: ["subnetId"],
    references: { routeTableId: routeTable, subnetId: subnet },
    computed: (draft) => ({ id: `rtbassoc-${draft.token(17)}` }),
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    replaces: ["vpcId", "serviceName", "vpcEndpointType"],
    constraints: { policy, vpcEndpointType: oneOf("Gateway", "GatewayLoadBalancer", "Interface") },
    references: {
      vpcId: vpc,
      "routeTableIds[0]": routeTable,
      "routeTableIds[1]": routeTable,
      "subnetIds[0]": subnet,
      "subnetIds[1]": subnet,
      "securityGroupIds[0]": securityGroup,
    },
    computed: numbered("vpce", "vpc-endpoint"),
  },
  "aws:ec2/flowLog:FlowLog": {
    replaces: ["vpcId", "trafficType", "logDestination", "logDestinationType", "iamRoleArn", "maxAggregationInterval"],
    constraints: {
      iamRoleArn: anArn,
      logDestination: anArn,
      maxAggregationInterval: oneOf(60, 600),
      trafficType: oneOf("ACCEPT", "ALL", "REJECT"),
    },
    references: { vpcId: vpc },
    computed: numbered("fl", "vpc-flow-log"),
  },
};
