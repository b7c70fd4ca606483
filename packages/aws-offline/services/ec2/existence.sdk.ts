import {
  DeleteFlowLogsCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  ReleaseAddressCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  waitUntilNatGatewayDeleted,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import * as v from "valibot";
import * as types from "./resources.ts";

/** How a network's parts are found by their id and removed, by type. */
interface Way {
  /** How many of this id there are; EC2 refuses an id that it does not know. */
  find(id: string, inputs: unknown): Promise<number>;
  remove(id: string, inputs: unknown): Promise<unknown>;
}

const attached = v.object({ vpcId: v.string() });
const ofGroup = v.object({ securityGroupId: v.string() });
const route = v.object({ routeTableId: v.string(), destinationCidrBlock: v.string() });

export function existence(ec2: EC2Client): {
  isThere(token: string, id: string, inputs: unknown): Promise<boolean>;
  remove(token: string, id: string, inputs: unknown): Promise<void>;
} {
  const count = (found: readonly unknown[] | undefined): number => found?.length ?? 0;
  const groups = async (id: string) =>
    count((await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }))).SecurityGroups);
  const rules = async (id: string) =>
    count((await ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] }))).SecurityGroupRules);
  const ways: Readonly<Record<string, Way>> = {
    [types.vpcType.token]: {
      find: async (id) => count((await ec2.send(new DescribeVpcsCommand({ VpcIds: [id] }))).Vpcs),
      remove: (VpcId) => ec2.send(new DeleteVpcCommand({ VpcId })),
    },
    // It goes with its VPC.
    [types.defaultSecurityGroupType.token]: { find: groups, remove: () => Promise.resolve() },
    [types.securityGroupType.token]: {
      find: groups,
      remove: (GroupId) => ec2.send(new DeleteSecurityGroupCommand({ GroupId })),
    },
    [types.egressRuleType.token]: {
      find: rules,
      remove: (id, inputs) =>
        ec2.send(
          new RevokeSecurityGroupEgressCommand({
            GroupId: v.parse(ofGroup, inputs).securityGroupId,
            SecurityGroupRuleIds: [id],
          }),
        ),
    },
    [types.ingressRuleType.token]: {
      find: rules,
      remove: (id, inputs) =>
        ec2.send(
          new RevokeSecurityGroupIngressCommand({
            GroupId: v.parse(ofGroup, inputs).securityGroupId,
            SecurityGroupRuleIds: [id],
          }),
        ),
    },
    [types.subnetType.token]: {
      find: async (id) => count((await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] }))).Subnets),
      remove: (SubnetId) => ec2.send(new DeleteSubnetCommand({ SubnetId })),
    },
    [types.internetGatewayType.token]: {
      find: async (id) =>
        count((await ec2.send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] }))).InternetGateways),
      remove: async (InternetGatewayId, inputs) => {
        const VpcId = v.parse(attached, inputs).vpcId;
        await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
        await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
      },
    },
    [types.elasticAddressType.token]: {
      find: async (id) => count((await ec2.send(new DescribeAddressesCommand({ AllocationIds: [id] }))).Addresses),
      remove: (AllocationId) => ec2.send(new ReleaseAddressCommand({ AllocationId })),
    },
    [types.natGatewayType.token]: {
      find: async (id) => count((await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }))).NatGateways),
      remove: async (NatGatewayId) => {
        await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
        // Until then its address and subnet are in use.
        await waitUntilNatGatewayDeleted(
          { client: ec2, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
          { NatGatewayIds: [NatGatewayId] },
        );
      },
    },
    [types.routeTableType.token]: {
      find: async (id) => count((await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [id] }))).RouteTables),
      remove: (RouteTableId) => ec2.send(new DeleteRouteTableCommand({ RouteTableId })),
    },
    [types.routeType.token]: {
      find: async (_id, inputs) => {
        const { routeTableId, destinationCidrBlock } = v.parse(route, inputs);
        const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [routeTableId] }));
        const routes = RouteTables.flatMap(({ Routes = [] }) => Routes);
        return routes.filter(({ DestinationCidrBlock }) => DestinationCidrBlock === destinationCidrBlock).length;
      },
      remove: (_id, inputs) => {
        const { routeTableId: RouteTableId, destinationCidrBlock: DestinationCidrBlock } = v.parse(route, inputs);
        return ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
      },
    },
    [types.routeTableAssociationType.token]: {
      find: async (id) => {
        const Filters = [{ Name: "association.route-table-association-id", Values: [id] }];
        return count((await ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables);
      },
      remove: (AssociationId) => ec2.send(new DisassociateRouteTableCommand({ AssociationId })),
    },
    [types.vpcEndpointType.token]: {
      find: async (id) =>
        count((await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }))).VpcEndpoints),
      remove: (id) => ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] })),
    },
    [types.flowLogType.token]: {
      find: async (id) => count((await ec2.send(new DescribeFlowLogsCommand({ FlowLogIds: [id] }))).FlowLogs),
      remove: (id) => ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [id] })),
    },
  };
  const wayOf = (token: string): Way => {
    const way = ways[token];
    if (way === undefined) throw new Error(`${token}: no way is known to find or remove it`);
    return way;
  };
  return {
    isThere: async (token, id, inputs) => (await wayOf(token).find(id, inputs)) > 0,
    remove: async (token, id, inputs) => {
      await wayOf(token).remove(id, inputs);
    },
  };
}
