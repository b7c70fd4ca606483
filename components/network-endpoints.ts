import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackBasis } from "./stack-basis.ts";

export interface EndpointsArgs {
  readonly stack: StackBasis;
  readonly vpcId: pulumi.Output<string>;
  readonly routeTableIds: readonly pulumi.Output<string>[];
  readonly subnetIds: readonly pulumi.Output<string>[];
  /** The security group of those who call. */
  readonly callers: pulumi.Output<string>;
  readonly parent: pulumi.Resource;
}

/** The actions and resources that the functions use of a service: an endpoint lets nothing else through. */
interface Service {
  readonly name: "dynamodb" | "secretsmanager" | "sns";
  readonly actions: readonly string[];
  readonly resource: string;
}

const dynamodb: Service = {
  name: "dynamodb",
  actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
  resource: "table/*",
};
/** All that the webhook calls: with them it takes events while a NAT gateway is down. */
const interfaces: readonly Service[] = [
  { name: "secretsmanager", actions: ["secretsmanager:GetSecretValue"], resource: "secret:*" },
  { name: "sns", actions: ["sns:Publish"], resource: "*" },
];

/** Ways to AWS that do not lead through a NAT gateway: to DynamoDB always, as it costs nothing; to others by setting. */
export function addEndpoints(name: string, args: EndpointsArgs): void {
  const { stack, vpcId, parent } = args;
  const endpoint = (service: Service, rest: Partial<aws.ec2.VpcEndpointArgs>): aws.ec2.VpcEndpoint =>
    new aws.ec2.VpcEndpoint(
      `${name}-${service.name}`,
      {
        vpcId,
        serviceName: pulumi.interpolate`com.amazonaws.${stack.region}.${service.name}`,
        policy: endpointPolicy(stack, service),
        ...rest,
      },
      { parent },
    );
  endpoint(dynamodb, { vpcEndpointType: "Gateway", routeTableIds: [...args.routeTableIds] });
  if (!stack.settings.interfaceEndpoints) return;

  const group = new aws.ec2.SecurityGroup(
    `${name}-endpoints`,
    { vpcId, description: "The interface endpoints: HTTPS in from the functions" },
    { parent },
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-endpoints-https`,
    {
      securityGroupId: group.id,
      description: "The functions",
      referencedSecurityGroupId: args.callers,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    },
    { parent },
  );
  for (const service of interfaces) {
    endpoint(service, {
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: [...args.subnetIds],
      securityGroupIds: [group.id],
    });
  }
}

/** Whoever got hold of the network reaches no other account through it. */
function endpointPolicy({ region, accountId }: StackBasis, { name, actions, resource }: Service) {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: actions,
        Resource: pulumi.interpolate`arn:aws:${name}:${region}:${accountId}:${resource}`,
        Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
      },
    ],
  });
}
