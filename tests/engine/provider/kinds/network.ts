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

const rule: Kind = {
  replaces: ["securityGroupId"],
  references: { securityGroupId: securityGroup, referencedSecurityGroupId: securityGroup },
  computed: numbered("sgr", "security-group-rule"),
};

export const network: Readonly<Record<string, Kind>> = {
  [vpc]: { replaces: ["cidrBlock"], computed: numbered("vpc", "vpc") },
  [subnet]: {
    replaces: ["vpcId", "cidrBlock", "availabilityZone"],
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
  "aws:ec2/eip:Eip": { replaces: ["domain"], computed: numbered("eipalloc", "elastic-ip") },
  [natGateway]: {
    replaces: ["subnetId", "allocationId"],
    references: { subnetId: subnet, allocationId: "aws:ec2/eip:Eip" },
    computed: numbered("nat", "natgateway"),
  },
  [routeTable]: { replaces: ["vpcId"], references: { vpcId: vpc }, computed: numbered("rtb", "route-table") },
  "aws:ec2/route:Route": {
    replaces: ["routeTableId", "destinationCidrBlock"],
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
    references: { vpcId: vpc },
    computed: numbered("fl", "vpc-flow-log"),
  },
};
