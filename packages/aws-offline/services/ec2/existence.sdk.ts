import { waitUntilNatGatewayDeleted, type EC2 } from "@aws-sdk/client-ec2";
import * as v from "valibot";
import * as types from "./resources.ts";

/** How a network's parts are found by their id and removed, by type. */
interface Existence {
  /** How many of this id there are; EC2 refuses an id that it does not know. */
  find(id: string, inputs: unknown): Promise<number>;
  remove(id: string, inputs: unknown): Promise<unknown>;
}

const attached = v.object({ vpcId: v.string() });
const ofGroup = v.object({ securityGroupId: v.string() });
const route = v.object({ routeTableId: v.string(), destinationCidrBlock: v.string() });

export function existence(ec2: EC2): {
  isThere(token: string, id: string, inputs: unknown): Promise<boolean>;
  remove(token: string, id: string, inputs: unknown): Promise<void>;
} {
  const count = (found: readonly unknown[] | undefined): number => found?.length ?? 0;
  const groups = async (id: string) => count((await ec2.describeSecurityGroups({ GroupIds: [id] })).SecurityGroups);
  const rules = async (id: string) =>
    count((await ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [id] })).SecurityGroupRules);
  const rule = (GroupId: string, id: string) => ({ GroupId, SecurityGroupRuleIds: [id] });
  const existences: Readonly<Record<string, Existence>> = {
    [types.vpcType.token]: {
      find: async (id) => count((await ec2.describeVpcs({ VpcIds: [id] })).Vpcs),
      remove: (VpcId) => ec2.deleteVpc({ VpcId }),
    },
    // It goes with its VPC.
    [types.defaultSecurityGroupType.token]: { find: groups, remove: () => Promise.resolve() },
    [types.securityGroupType.token]: {
      find: groups,
      remove: (GroupId) => ec2.deleteSecurityGroup({ GroupId }),
    },
    [types.egressRuleType.token]: {
      find: rules,
      remove: (id, inputs) => ec2.revokeSecurityGroupEgress(rule(v.parse(ofGroup, inputs).securityGroupId, id)),
    },
    [types.ingressRuleType.token]: {
      find: rules,
      remove: (id, inputs) => ec2.revokeSecurityGroupIngress(rule(v.parse(ofGroup, inputs).securityGroupId, id)),
    },
    [types.subnetType.token]: {
      find: async (id) => count((await ec2.describeSubnets({ SubnetIds: [id] })).Subnets),
      remove: (SubnetId) => ec2.deleteSubnet({ SubnetId }),
    },
    [types.internetGatewayType.token]: {
      find: async (id) => count((await ec2.describeInternetGateways({ InternetGatewayIds: [id] })).InternetGateways),
      remove: async (InternetGatewayId, inputs) => {
        const VpcId = v.parse(attached, inputs).vpcId;
        await ec2.detachInternetGateway({ InternetGatewayId, VpcId });
        await ec2.deleteInternetGateway({ InternetGatewayId });
      },
    },
    [types.elasticAddressType.token]: {
      find: async (id) => count((await ec2.describeAddresses({ AllocationIds: [id] })).Addresses),
      remove: (AllocationId) => ec2.releaseAddress({ AllocationId }),
    },
    [types.natGatewayType.token]: {
      find: async (id) => count((await ec2.describeNatGateways({ NatGatewayIds: [id] })).NatGateways),
      remove: async (NatGatewayId) => {
        await ec2.deleteNatGateway({ NatGatewayId });
        // Until then its address and subnet are in use.
        await waitUntilNatGatewayDeleted(
          { client: ec2, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
          { NatGatewayIds: [NatGatewayId] },
        );
      },
    },
    [types.routeTableType.token]: {
      find: async (id) => count((await ec2.describeRouteTables({ RouteTableIds: [id] })).RouteTables),
      remove: (RouteTableId) => ec2.deleteRouteTable({ RouteTableId }),
    },
    [types.routeType.token]: {
      find: async (_id, inputs) => {
        const { routeTableId, destinationCidrBlock } = v.parse(route, inputs);
        const { RouteTables = [] } = await ec2.describeRouteTables({ RouteTableIds: [routeTableId] });
        const routes = RouteTables.flatMap(({ Routes = [] }) => Routes);
        return routes.filter(({ DestinationCidrBlock }) => DestinationCidrBlock === destinationCidrBlock).length;
      },
      remove: (_id, inputs) => {
        const { routeTableId: RouteTableId, destinationCidrBlock: DestinationCidrBlock } = v.parse(route, inputs);
        return ec2.deleteRoute({ RouteTableId, DestinationCidrBlock });
      },
    },
    [types.routeTableAssociationType.token]: {
      find: async (id) => {
        const Filters = [{ Name: "association.route-table-association-id", Values: [id] }];
        return count((await ec2.describeRouteTables({ Filters })).RouteTables);
      },
      remove: (AssociationId) => ec2.disassociateRouteTable({ AssociationId }),
    },
    [types.vpcEndpointType.token]: {
      find: async (id) => count((await ec2.describeVpcEndpoints({ VpcEndpointIds: [id] })).VpcEndpoints),
      remove: (id) => ec2.deleteVpcEndpoints({ VpcEndpointIds: [id] }),
    },
    [types.flowLogType.token]: {
      find: async (id) => count((await ec2.describeFlowLogs({ FlowLogIds: [id] })).FlowLogs),
      remove: (id) => ec2.deleteFlowLogs({ FlowLogIds: [id] }),
    },
  };
  const existenceOf = (token: string): Existence => {
    const found = existences[token];
    if (found === undefined) throw new Error(`${token}: no way is known to find or remove it`);
    return found;
  };
  return {
    isThere: async (token, id, inputs) => (await existenceOf(token).find(id, inputs)) > 0,
    remove: async (token, id, inputs) => {
      await existenceOf(token).remove(id, inputs);
    },
  };
}
