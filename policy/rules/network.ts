import * as ec2 from "../../packages/aws-offline/services/ec2/resources.ts";
import { exempt, rule, type Rule, type Setting } from "./rule.ts";
import { resourceDemands } from "./statements.ts";

/** Whether a subnet's way out is the internet gateway itself. */
function isPublic({ graph }: Setting, subnetId: string): boolean {
  const table = graph.of(ec2.routeTableAssociationType).find(({ inputs }) => inputs.subnetId === subnetId);
  return graph
    .of(ec2.routeType)
    .some(({ inputs }) => inputs.routeTableId === table?.inputs.routeTableId && inputs.gatewayId !== undefined);
}

export const networkRules: readonly Rule[] = [
  rule(ec2.vpcType, ({ id }, { graph }) => [
    ["a flow log", graph.of(ec2.flowLogType).some(({ inputs }) => inputs.vpcId === id)],
    ["a closed default group", graph.of(ec2.defaultSecurityGroupType).some(({ inputs }) => inputs.vpcId === id)],
  ]),
  // The schema knows neither `ingress` nor `egress` of it, so that it can have no rules.
  exempt(ec2.defaultSecurityGroupType, "it takes the default group's rules away"),
  exempt(ec2.securityGroupType, "it has the rules that are resources of their own"),
  rule(ec2.egressRuleType, ({ inputs }) => [["HTTPS only", inputs.fromPort === 443 && inputs.toPort === 443]]),
  rule(ec2.ingressRuleType, ({ inputs }) => [
    ["no public access", inputs.cidrIpv4 === undefined && inputs.referencedSecurityGroupId !== undefined],
    ["HTTPS only", inputs.fromPort === 443 && inputs.toPort === 443],
  ]),
  rule(ec2.subnetType, ({ name, id, inputs }, setting) => [
    ["no public addresses", !inputs.mapPublicIpOnLaunch],
    ["a way out by NAT only, if private", isPublic(setting, id) === name.includes("public")],
  ]),
  exempt(ec2.internetGatewayType, "the NAT gateways' way out; subnets and routes are held"),
  exempt(ec2.elasticAddressType, "the address of a NAT gateway, which lets nothing in"),
  rule(ec2.natGatewayType, ({ inputs }, setting) => [["a public subnet", isPublic(setting, inputs.subnetId)]]),
  exempt(ec2.routeTableType, "its routes are held"),
  rule(ec2.routeType, ({ inputs }) => [
    ["one way", (inputs.gatewayId === undefined) !== (inputs.natGatewayId === undefined)],
  ]),
  exempt(ec2.routeTableAssociationType, "subnets are held to their routes"),
  rule(ec2.vpcEndpointType, ({ inputs }, setting) => resourceDemands(inputs.policy, "resource", setting)),
  rule(ec2.flowLogType, ({ inputs }) => [["refused connections", inputs.trafficType !== "ACCEPT"]]),
];
