import * as pulumi from "@pulumi/pulumi";

/** The types of this program that AWS lets nobody tag; tests/components holds the list against the SDK's typings. */
export const untaggable: ReadonlySet<string> = new Set([
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:apigatewayv2/apiMapping:ApiMapping",
  "aws:apigatewayv2/integration:Integration",
  "aws:apigatewayv2/route:Route",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/eventArchive:EventArchive",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:cloudwatch/queryDefinition:QueryDefinition",
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:kms/alias:Alias",
  "aws:lambda/alias:Alias",
  "aws:lambda/permission:Permission",
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
  // Its group can be.
  "aws:scheduler/schedule:Schedule",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
]);

/**
 * Tags every resource that comes after with its project, stack and nearest component, for cost and search. Tags that a
 * resource was given win over these.
 */
export function tagResources(): void {
  const common = { project: pulumi.getProject(), stack: pulumi.getStack() };
  // Not by the parent's URN: as an Output it would make a child wait for its parent's children, itself among them.
  const names = new WeakMap<pulumi.Resource, string>();
  pulumi.runtime.registerStackTransformation(({ resource, name, type, props, opts }) => {
    names.set(resource, name);
    if (!type.startsWith("aws:") || untaggable.has(type)) return undefined;
    const component = opts.parent === undefined ? undefined : names.get(opts.parent);
    const usual = { ...common, ...(component === undefined ? {} : { component }) };
    const own: pulumi.Input<Record<string, string>> | undefined = props["tags"];
    const tags = own === undefined ? usual : pulumi.output(own).apply((given) => ({ ...usual, ...given }));
    return { props: { ...props, tags }, opts };
  });
}
