import { EC2, type ResourceType as TaggedType } from "@aws-sdk/client-ec2";
import type { Created, InputsOf, Outputs, ResourceType } from "../../graph/resource-type.ts";
import { capitalised, given, handlerOf, tagList, type SdkHandler, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { existence } from "./existence.sdk.ts";
import * as types from "./resources.ts";

/** Networks are made, found and removed; nobody changes one in place here. */
export const handlers: SdkHandlers = ({ client: options, accountId }) => {
  const ec2 = new EC2(options);
  const parts = existence(ec2);

  const made = (kind: string, id: string | undefined): Created => {
    const known = given(id, kind);
    return { id: known, outputs: { arn: `arn:aws:ec2:${options.region}:${accountId}:${kind}/${known}` } };
  };
  const handler = <Inputs>(type: ResourceType<Inputs>, create: (inputs: Inputs) => Promise<Created>): SdkHandler =>
    handlerOf(type, {
      create,
      read: async (id, inputs): Promise<Outputs | undefined> =>
        (await parts.isThere(type.token, id, inputs)) ? {} : undefined,
      delete: (id, inputs) => parts.remove(type.token, id, inputs),
    });
  const tagged = (kind: TaggedType, tags: Readonly<Record<string, string>> | undefined) => ({
    TagSpecifications: [{ ResourceType: kind, Tags: tagList(tags) }],
  });
  const permissions = (inputs: InputsOf<typeof types.egressRuleType>) => {
    const { securityGroupId, ipProtocol, fromPort, toPort, description: Description, tags } = inputs;
    const { cidrIpv4: CidrIp, referencedSecurityGroupId: GroupId } = inputs;
    const permission = {
      ...capitalised({ ipProtocol, fromPort, toPort }),
      ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp, Description }] }),
      ...(GroupId === undefined ? {} : { UserIdGroupPairs: [{ GroupId, Description }] }),
    };
    return { GroupId: securityGroupId, IpPermissions: [permission], ...tagged("security-group-rule", tags) };
  };

  return [
    handler(types.vpcType, async ({ cidrBlock: CidrBlock, enableDnsHostnames, enableDnsSupport, tags }) => {
      const { Vpc } = await ec2.createVpc({ CidrBlock, ...tagged("vpc", tags) });
      const VpcId = given(Vpc?.VpcId, "VpcId");
      // One attribute a call.
      await ec2.modifyVpcAttribute({ VpcId, EnableDnsSupport: { Value: enableDnsSupport } });
      await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: enableDnsHostnames } });
      return made("vpc", VpcId);
    }),
    handler(types.defaultSecurityGroupType, async ({ vpcId, tags }) => {
      const Filters = [
        { Name: "vpc-id", Values: [vpcId] },
        { Name: "group-name", Values: ["default"] },
      ];
      const { SecurityGroups } = await ec2.describeSecurityGroups({ Filters });
      const [group] = given(SecurityGroups, "SecurityGroups");
      const GroupId = given(group?.GroupId, "GroupId");
      const { IpPermissions: admitted = [], IpPermissionsEgress: sent = [] } = group ?? {};
      if (admitted.length > 0) await ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: admitted });
      if (sent.length > 0) await ec2.revokeSecurityGroupEgress({ GroupId, IpPermissions: sent });
      await ec2.createTags({ Resources: [GroupId], Tags: tagList(tags) });
      return made("security-group", GroupId);
    }),
    handler(types.securityGroupType, async ({ name, vpcId, description, tags }) => {
      const request = { GroupName: name, VpcId: vpcId, Description: description, ...tagged("security-group", tags) };
      const { GroupId } = await ec2.createSecurityGroup(request);
      return made("security-group", GroupId);
    }),
    handler(types.egressRuleType, async (inputs) => {
      const { SecurityGroupRules } = await ec2.authorizeSecurityGroupEgress(permissions(inputs));
      return made("security-group-rule", SecurityGroupRules?.[0]?.SecurityGroupRuleId);
    }),
    handler(types.ingressRuleType, async (inputs) => {
      const { SecurityGroupRules } = await ec2.authorizeSecurityGroupIngress(permissions(inputs));
      return made("security-group-rule", SecurityGroupRules?.[0]?.SecurityGroupRuleId);
    }),
    handler(types.subnetType, async ({ vpcId, cidrBlock, availabilityZone, mapPublicIpOnLaunch, tags }) => {
      const where = capitalised({ vpcId, cidrBlock, availabilityZone });
      const { Subnet } = await ec2.createSubnet({ ...where, ...tagged("subnet", tags) });
      const SubnetId = given(Subnet?.SubnetId, "SubnetId");
      const MapPublicIpOnLaunch = { Value: mapPublicIpOnLaunch };
      await ec2.modifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch });
      return made("subnet", SubnetId);
    }),
    handler(types.internetGatewayType, async ({ vpcId: VpcId, tags }) => {
      const { InternetGateway } = await ec2.createInternetGateway(tagged("internet-gateway", tags));
      const InternetGatewayId = given(InternetGateway?.InternetGatewayId, "InternetGatewayId");
      await ec2.attachInternetGateway({ InternetGatewayId, VpcId });
      return made("internet-gateway", InternetGatewayId);
    }),
    handler(types.elasticAddressType, async ({ domain: Domain, tags }) => {
      const { AllocationId } = await ec2.allocateAddress({ Domain, ...tagged("elastic-ip", tags) });
      return made("elastic-ip", AllocationId);
    }),
    handler(types.natGatewayType, async ({ subnetId: SubnetId, allocationId: AllocationId, tags }) => {
      const request = { SubnetId, AllocationId, ...tagged("natgateway", tags) };
      const { NatGateway } = await ec2.createNatGateway(request);
      return made("natgateway", NatGateway?.NatGatewayId);
    }),
    handler(types.routeTableType, async ({ vpcId: VpcId, tags }) => {
      const { RouteTable } = await ec2.createRouteTable({ VpcId, ...tagged("route-table", tags) });
      return made("route-table", RouteTable?.RouteTableId);
    }),
    handler(types.routeType, async ({ routeTableId, destinationCidrBlock, gatewayId, natGatewayId }) => {
      await ec2.createRoute({
        RouteTableId: routeTableId,
        DestinationCidrBlock: destinationCidrBlock,
        ...(gatewayId === undefined ? {} : { GatewayId: gatewayId }),
        ...(natGatewayId === undefined ? {} : { NatGatewayId: natGatewayId }),
      });
      return { id: `${routeTableId}_${destinationCidrBlock}`, outputs: {} };
    }),
    handler(types.routeTableAssociationType, async ({ routeTableId: RouteTableId, subnetId: SubnetId }) => {
      const { AssociationId } = await ec2.associateRouteTable({ RouteTableId, SubnetId });
      return { id: given(AssociationId, "AssociationId"), outputs: {} };
    }),
    handler(types.vpcEndpointType, async ({ policy: PolicyDocument, tags, ...inputs }) => {
      const request = { PolicyDocument, ...capitalised(inputs), ...tagged("vpc-endpoint", tags) };
      const { VpcEndpoint } = await ec2.createVpcEndpoint(request);
      return made("vpc-endpoint", VpcEndpoint?.VpcEndpointId);
    }),
    handler(types.flowLogType, async ({ vpcId, iamRoleArn: DeliverLogsPermissionArn, tags, ...inputs }) => {
      const { FlowLogIds } = await ec2.createFlowLogs({
        ResourceType: "VPC",
        ResourceIds: [vpcId],
        DeliverLogsPermissionArn,
        ...capitalised(inputs),
        ...tagged("vpc-flow-log", tags),
      });
      return made("vpc-flow-log", FlowLogIds?.[0]);
    }),
  ];
};
