import * as pulumi from "@pulumi/pulumi";

/** The types of this program that AWS lets nobody tag; tests/components holds the list against the SDK's typings. */
export const untaggable: ReadonlySet<string> = new Set([
  "aws:apigatewayv2/integration:Integration",
  "aws:apigatewayv2/route:Route",
  "aws:cloudwatch/eventArchive:EventArchive",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:lambda/alias:Alias",
  "aws:lambda/permission:Permission",
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queuePolicy:QueuePolicy",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
]);

/** Tags every resource that comes after with its project, stack and component, for cost and search. */
export function tagResources(): void {
  const common = { project: pulumi.getProject(), stack: pulumi.getStack() };
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
    if (!type.startsWith("aws:") || untaggable.has(type)) return undefined;
    const component = componentName(opts.parent);
    return { props: { ...props, tags: { ...common, component, ...props["tags"] } }, opts };
  });
}

/** The nearest component's name. */
function componentName(parent: pulumi.Resource | undefined): pulumi.Input<string> {
  if (parent === undefined) return "none";
  return pulumi.output(parent.urn).apply((urn) => urn.slice(urn.lastIndexOf("::") + 2));
}
