import * as pulumi from "@pulumi/pulumi";

/** One statement of an identity policy: what a role may do to which resources, unless it is a `Deny`. */
export interface PolicyStatement {
  readonly effect?: "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  readonly condition?: pulumi.Input<object>;
}

/** What a verb such as `orders.canReadWrite()` gives to a function: the permission and the name to reach it by. */
export interface Grant {
  readonly statements: readonly PolicyStatement[];
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
}

/** An AWS service that acts on a resource on behalf of exactly one other resource. */
export interface ServiceSender {
  readonly service: "sns.amazonaws.com" | "events.amazonaws.com" | "cloudwatch.amazonaws.com" | "ses.amazonaws.com";
  readonly action: string;
  readonly sourceArn: pulumi.Input<string>;
}

export function identityPolicy(statements: readonly PolicyStatement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: statements.map(({ effect = "Allow", actions, resources, condition }) => ({
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(condition === undefined ? {} : { Condition: condition }),
    })),
  });
}

/**
 * A resource policy that admits the senders only, each only for its own source (confused deputy). The source's ARN names
 * its account; `aws:SourceAccount` beside it would deny where a service does not send it.
 */
export function resourcePolicy(
  resource: pulumi.Input<string>,
  senders: readonly ServiceSender[],
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: senders.map(({ service, action, sourceArn }) => ({
      Effect: "Allow",
      Principal: { Service: service },
      Action: action,
      Resource: resource,
      Condition: { ArnLike: { "aws:SourceArn": sourceArn } },
    })),
  });
}

/** A role's trust policy. The condition names for whom the service may act: this account, and where known the one thing. */
export function trustPolicy(service: string, condition: pulumi.Input<object>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: condition,
      },
    ],
  });
}
