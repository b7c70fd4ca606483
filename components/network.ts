import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "./encryption-key.ts";
import { FlowLog } from "./flow-log.ts";
import { addEndpoints } from "./network-endpoints.ts";
import { requireZones, zonesWithoutLambda } from "./place.ts";
import type { StackBasis } from "./stack-basis.ts";

export interface PrivateNetworkArgs {
  readonly stack: StackBasis;
  readonly key: EncryptionKey | undefined;
}

const anywhere = "0.0.0.0/0";
const zoneIndices = [0, 1];

/** A VPC over two zones. Functions run in its private subnets, call out through NAT gateways, and nothing calls in. */
export class PrivateNetwork extends pulumi.ComponentResource {
  /** One a zone, once there is a way out of it. */
  readonly subnetIds: readonly pulumi.Output<string>[];
  readonly securityGroupId: pulumi.Output<string>;

  readonly #name: string;
  readonly #vpcId: pulumi.Output<string>;

  constructor(name: string, args: PrivateNetworkArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:network:PrivateNetwork", name, {}, options);
    const { stack, key } = args;
    this.#name = name;
    const vpc = new aws.ec2.Vpc(
      `${name}-vpc`,
      { cidrBlock: "10.64.0.0/16", enableDnsSupport: true, enableDnsHostnames: true },
      { parent: this },
    );
    this.#vpcId = vpc.id;
    // Every VPC comes with one that lets its members talk to each other: this takes its rules away.
    new aws.ec2.DefaultSecurityGroup(`${name}-default-group`, { vpcId: vpc.id }, { parent: this });
    new FlowLog(name, { stack, key, vpcId: vpc.id }, { parent: this });

    const zoneNames = availabilityZones();
    const natGateways = this.#natGateways(zoneNames, stack.stage === "prod" ? zoneIndices : [0]);
    const zones = zoneIndices.map((index) => {
      const subnet = this.#subnet(`private-${index}`, `10.64.${16 * (index + 1)}.0/20`, zoneNames, index);
      const nat = natGateways[index] ?? natGateways[0];
      if (nat === undefined) throw new Error("PrivateNetwork: a zone has no NAT gateway");
      return this.#route(`private-${index}`, subnet, { natGatewayId: nat.id });
    });
    this.subnetIds = zones.map(({ subnetId }) => subnetId);

    const group = new aws.ec2.SecurityGroup(
      `${name}-functions`,
      { vpcId: vpc.id, description: "The functions: HTTPS out, nothing in" },
      { parent: this },
    );
    const egress = new aws.vpc.SecurityGroupEgressRule(
      `${name}-functions-https`,
      {
        securityGroupId: group.id,
        description: "Stripe and AWS, whose addresses change",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: anywhere,
      },
      { parent: this },
    );
    this.securityGroupId = pulumi.all([group.id, egress.id]).apply(([id]) => id);
    addEndpoints(name, {
      stack,
      vpcId: vpc.id,
      routeTableIds: zones.map(({ tableId }) => tableId),
      subnetIds: this.subnetIds,
      callers: group.id,
      parent: this,
    });
    this.registerOutputs({ subnetIds: this.subnetIds, securityGroupId: this.securityGroupId });
  }

  vpcConfig(): aws.types.input.lambda.FunctionVpcConfig {
    return { subnetIds: [...this.subnetIds], securityGroupIds: [this.securityGroupId] };
  }

  /** One gateway a zone in prod, so that a zone that fails takes no other with it; elsewhere one is cheaper. */
  #natGateways(zoneNames: ZoneNames, indices: readonly number[]): aws.ec2.NatGateway[] {
    const gateway = new aws.ec2.InternetGateway(`${this.#name}-internet`, { vpcId: this.#vpcId }, { parent: this });
    return indices.map((index) => {
      const subnet = this.#subnet(`public-${index}`, `10.64.${index}.0/24`, zoneNames, index);
      const { subnetId } = this.#route(`public-${index}`, subnet, { gatewayId: gateway.id });
      const address = new aws.ec2.Eip(`${this.#name}-nat-${index}-address`, { domain: "vpc" }, { parent: this });
      return new aws.ec2.NatGateway(
        `${this.#name}-nat-${index}`,
        { subnetId, allocationId: address.id },
        { parent: this },
      );
    });
  }

  #subnet(name: string, cidrBlock: string, zoneNames: ZoneNames, index: number): aws.ec2.Subnet {
    const availabilityZone = zoneNames.apply((names) => names[index] ?? "");
    return new aws.ec2.Subnet(
      `${this.#name}-${name}`,
      { vpcId: this.#vpcId, cidrBlock, availabilityZone, mapPublicIpOnLaunch: false },
      // A zone that AWS opens or closes must not move a subnet that is in use.
      { parent: this, ignoreChanges: ["availabilityZone"] },
    );
  }

  #route(name: string, subnet: aws.ec2.Subnet, way: Pick<aws.ec2.RouteArgs, "gatewayId" | "natGatewayId">) {
    const table = new aws.ec2.RouteTable(`${this.#name}-${name}-routes`, { vpcId: this.#vpcId }, { parent: this });
    const route = new aws.ec2.Route(
      `${this.#name}-${name}-out`,
      { routeTableId: table.id, destinationCidrBlock: anywhere, ...way },
      { parent: this },
    );
    const association = new aws.ec2.RouteTableAssociation(
      `${this.#name}-${name}-association`,
      { subnetId: subnet.id, routeTableId: table.id },
      { parent: this },
    );
    return { tableId: table.id, subnetId: pulumi.all([subnet.id, route.id, association.id]).apply(([id]) => id) };
  }
}

type ZoneNames = pulumi.Output<readonly string[]>;

/** Names of the Region's zones; Local Zones, which have no NAT gateways, and zones without Lambda are not among them. */
function availabilityZones(): ZoneNames {
  const filters = [{ name: "opt-in-status", values: ["opt-in-not-required"] }];
  const zones = aws.getAvailabilityZonesOutput({
    state: "available",
    filters,
    excludeZoneIds: [...zonesWithoutLambda],
  });
  return zones.names.apply((names) => requireZones(names, zoneIndices.length));
}
