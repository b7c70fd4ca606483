import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DnsRecord } from "./dns-record.ts";
import type { NodeFunction } from "./node-function.ts";
import type { Stack } from "./stack.ts";
import { WebhookDomain } from "./webhook-domain.ts";

export interface WebhookApiArgs {
  readonly stack: Stack;
  readonly handler: NodeFunction;
}

const method = "POST";
const path = "/webhook/stripe";

/** The HTTP API with its one route; API Gateway itself returns 404 for every other method and path. */
export class WebhookApi extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;
  readonly apiId: pulumi.Output<string>;
  /** None without a domain of its own. */
  readonly dnsRecords: pulumi.Output<DnsRecord[]>;
  readonly handler: NodeFunction;

  constructor(name: string, args: WebhookApiArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:api:WebhookApi", name, {}, options);
    const { stack, handler } = args;

    const api = new aws.apigatewayv2.Api(
      `${name}-api`,
      { protocolType: "HTTP", description: "Receives Stripe's webhooks" },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: handler.name,
        ...(handler.aliasName === undefined ? {} : { qualifier: handler.aliasName }),
        principal: "apigateway.amazonaws.com",
        sourceArn: pulumi.interpolate`${api.executionArn}/*/${method}${path}`,
      },
      { parent: this },
    );
    const integration = new aws.apigatewayv2.Integration(
      `${name}-integration`,
      {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationUri: handler.invokeArn,
        payloadFormatVersion: "2.0",
      },
      { parent: this },
    );
    const route = new aws.apigatewayv2.Route(
      `${name}-route`,
      { apiId: api.id, routeKey: `${method} ${path}`, target: pulumi.interpolate`integrations/${integration.id}` },
      { parent: this, dependsOn: [permission] },
    );
    const accessLog = new aws.cloudwatch.LogGroup(
      `${name}-access-logs`,
      {
        // Under this prefix CloudWatch's resource policy, one for the whole account and small, does not grow.
        name: `/aws/vendedlogs/${stack.project}-${stack.stage}-${name}-requests`,
        // Read by Logs Insights alone, at half the price.
        logGroupClass: "INFREQUENT_ACCESS",
        retentionInDays: stack.settings.logRetentionDays,
        kmsKeyId: stack.key?.arn,
      },
      { parent: this },
    );
    const stage = new aws.apigatewayv2.Stage(
      `${name}-stage`,
      {
        apiId: api.id,
        name: "$default",
        autoDeploy: true,
        accessLogSettings: { destinationArn: accessLog.arn, format: accessLogFormat },
        defaultRouteSettings: {
          throttlingRateLimit: stack.settings.webhookRateLimit,
          throttlingBurstLimit: stack.settings.webhookBurst,
        },
      },
      { parent: this, dependsOn: [route] },
    );
    this.handler = handler;
    this.apiId = api.id;
    const { webhookDomain } = stack.settings;
    const domain =
      webhookDomain === undefined
        ? undefined
        : new WebhookDomain(`${name}-domain`, { domain: webhookDomain, api, stage }, { parent: this });
    this.url = pulumi.all([domain?.origin ?? api.apiEndpoint, stage.id]).apply(([origin]) => `${origin}${path}`);
    this.dnsRecords = domain?.dnsRecords ?? pulumi.output([]);
    this.registerOutputs({ url: this.url });
  }
}

/** Who asked what and how it went; never a body. */
const accessLogFormat = JSON.stringify({
  requestId: "$context.requestId",
  requestTime: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  routeKey: "$context.routeKey",
  status: "$context.status",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  integrationError: "$context.integrationErrorMessage",
});
