import { randomBytes } from "node:crypto";
import { sampleItems } from "../packages/stripe-offline/samples/index.ts";
import { accountId } from "../packages/aws-offline/arn.ts";
import type { Aws } from "../packages/aws-offline/services/aws.ts";
import type { Clock } from "../packages/aws-offline/clock.ts";
import { drainQueues } from "../packages/aws-offline/drain.ts";
import type { FaultInjector } from "../packages/aws-offline/faults/injector.ts";
import type { FaultPlan } from "../packages/aws-offline/faults/plan.ts";
import {
  discardEvaluation,
  evaluateInChild,
  prepareEvaluation,
  type Question,
} from "../packages/aws-offline/graph/evaluate-in-child.ts";
import { readProject, type ProjectConfiguration } from "../packages/aws-offline/graph/project.ts";
import type { ResourceGraph } from "../packages/aws-offline/graph/resource-graph.ts";
import type { HttpApi } from "../packages/aws-offline/services/api-gateway/http-api.ts";
import type { Problem } from "../packages/aws-offline/services/lambda/runtime/problem-reporter.ts";
import type { LambdaService } from "../packages/aws-offline/services/lambda/runtime/types.ts";
import { meterRequest } from "../packages/aws-offline/services/api-gateway/metrics.ts";
import { meteredLambda } from "../packages/aws-offline/services/lambda/metrics.ts";
import { Operator } from "../packages/aws-offline/operator.ts";
import type { OfflineOptions } from "./options.ts";
import { openParts, type Parts } from "./parts.ts";
import { stackOutputs, type StackOutputs } from "../functions/shared/stack-outputs.ts";
import type { OfflineStripeApi } from "../packages/stripe-offline/server/stripe-api.ts";
import { WebhookObserver } from "../packages/stripe-offline/server/webhook-observer.ts";
import { alarmWarnings } from "../packages/aws-offline/services/cloudwatch/declared.ts";
import { wireCompute, type Compute } from "../packages/aws-offline/wire/compute.ts";
import { wireFunctionTelemetry } from "../packages/aws-offline/services/lambda/telemetry.ts";
import { apiDefinition } from "../packages/aws-offline/services/lambda/declared.ts";
import { wireQueues } from "../packages/aws-offline/wire/queues.ts";
import { Roles } from "../packages/aws-offline/services/iam/roles.ts";
import { wireEvents, wireKeys, wireMail, wireSecrets, wireTables } from "../packages/aws-offline/wire/services.ts";
import { wireTopics } from "../packages/aws-offline/wire/topics.ts";
import { wireWatching } from "../packages/aws-offline/wire/watching.ts";

export type RunOptions = Pick<OfflineOptions, "ports" | "settings" | "timeScale" | "stock"> &
  Partial<Pick<OfflineOptions, "webhookSecret" | "stripeApiKey">> & {
    /** Another way to evaluate a program, or another program than index.ts. Default: index.ts in a process of its own. */
    readonly evaluate?: (question: Question) => Promise<ResourceGraph>;
    /** Settings over those of the stack's file, by their full keys. */
    readonly config?: Readonly<Record<string, string>>;
    /** Changes what the program declared before it is built: how tests take a permission away. */
    readonly alter?: (graph: ResourceGraph) => ResourceGraph;
    /** What shall go wrong once all is up. */
    readonly faults?: FaultPlan;
    /** What keeps a mapping or a pipe from its work, or a function from its log and traces. */
    readonly onProblem?: (problem: Problem) => void;
  };

/** The whole system in this process. */
export interface OfflineRun {
  readonly graph: ResourceGraph;
  readonly outputs: StackOutputs;
  readonly region: string;
  /** Which events the stack processes. */
  readonly livemode: boolean;
  readonly clock: Clock;
  readonly aws: Aws;
  readonly lambda: LambdaService;
  readonly faults: FaultInjector;
  readonly compute: Compute;
  readonly operator: Operator;
  /** Absent when Stripe's own API is asked. */
  readonly stripe: OfflineStripeApi | undefined;
  readonly stripeApiUrl: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  /** What cannot work as the program stands, one line each. */
  readonly warnings: readonly string[];
  /** Takes no more requests and waits until the queues are empty. @returns messages that still wait for a retry */
  drain(deadlineMilliseconds: number): Promise<number>;
  close(): Promise<void>;
}

/** Units of each SKU that the samples buy. */
const sampleStock = 1_000;

/**
 * Starts the whole system from the program.
 * @throws OpsError for a taken port; Error with one message for what is wrong with the program or its settings
 */
export async function startRun(options: RunOptions): Promise<OfflineRun> {
  if (options.evaluate === undefined) prepareEvaluation();
  const read = await readProject(options.settings);
  const configuration = { ...read, config: { ...read.config, ...options.config } };
  const parts = await openParts(options, configuration).catch((cause: unknown) => {
    discardEvaluation();
    throw cause;
  });
  try {
    return await build(options, configuration, parts);
  } catch (cause) {
    await parts.close();
    throw cause;
  }
}

async function build(options: RunOptions, configuration: ProjectConfiguration, parts: Parts): Promise<OfflineRun> {
  const { clock, aws, api, stripe, apiKey, lambda, faults } = parts;
  const { region } = configuration;
  const place = { accountId, region, queueBase: aws.gateway.endpoint, apiEndpoint: api.url };
  const declared = await (options.evaluate ?? evaluateInChild)({ configuration, place });
  const graph = options.alter?.(declared) ?? declared;
  const outputs = stackOutputs(graph.outputs);
  await wireData(graph, aws);

  const operator = new Operator(aws.gateway);
  const webhookSecret = options.webhookSecret ?? `whsec_${randomBytes(24).toString("hex")}`;
  await storeSecret(operator, outputs.secretArn, { stripe_webhook_secret: webhookSecret, stripe_api_key: apiKey });
  await storeStock(operator, outputs.inventoryTable, options.stock);

  const environment = {
    AWS_ENDPOINT_URL: aws.gateway.endpoint,
    ...(stripe === undefined ? {} : { STRIPE_API_URL: stripe.url }),
  };
  const onProblem = options.onProblem ?? ((): void => undefined);
  const watching = wireWatching({ graph, aws, clock, region });
  wireFunctionTelemetry(graph, aws, lambda, onProblem);
  const metered = meteredLambda(faults.lambda, aws.emit);
  const compute = await wireCompute({
    graph,
    aws,
    lambda: metered,
    roles: new Roles(graph, aws.gateway),
    clock,
    place: { accountId, region, environment },
    onProblem,
  });
  const served = serveApi(graph, parts, metered, outputs.topicArn, region);
  if (options.faults !== undefined) faults.add(options.faults);
  return {
    graph,
    outputs,
    region,
    livemode: parts.livemode,
    clock,
    aws,
    lambda,
    faults,
    compute,
    operator,
    stripe,
    stripeApiUrl: stripe?.url ?? "https://api.stripe.com",
    webhookUrl: outputs.webhookUrl,
    webhookSecret,
    warnings: [...aws.warnings(), ...alarmWarnings(graph, aws)],
    async drain(deadlineMilliseconds) {
      await served.close();
      return drainQueues(aws, compute, faults, deadlineMilliseconds);
    },
    async close() {
      await Promise.all([...compute.mappings, ...compute.pipes].map((poller) => poller.close()));
      await watching.close();
      await parts.close();
    },
  };
}

async function wireData(graph: ResourceGraph, aws: Aws): Promise<void> {
  wireKeys(graph, aws);
  await wireQueues(graph, aws.sqs);
  wireTopics(graph, aws.sns);
  wireEvents(graph, aws);
  wireSecrets(graph, aws);
  wireMail(graph, aws);
  await wireTables(graph, aws);
}

function serveApi(
  graph: ResourceGraph,
  { api, aws, stripe }: Parts,
  lambda: LambdaService,
  topicArn: string,
  region: string,
): HttpApi {
  const { routes, throttle, apiId, accessLogFormat } = apiDefinition(graph, accountId);
  const observer = stripe === undefined ? undefined : new WebhookObserver(stripe);
  if (observer !== undefined) aws.gateway.use(observer.interceptor(topicArn));
  return api.serve({
    identity: { accountId, apiId, region },
    routes,
    throttle,
    lambda: observer?.watch(lambda) ?? lambda,
    onAccess: (entry) => meterRequest(aws.emit, apiId, entry),
    ...(accessLogFormat === undefined ? {} : { accessLogFormat }),
  });
}

/** As an operator does after the first deployment: the program wrote the sender only. */
async function storeSecret(operator: Operator, secretId: string, values: Record<string, string>): Promise<void> {
  const { SecretString: text } = await operator.call("secretsmanager", "GetSecretValue", { SecretId: secretId });
  const first: unknown = JSON.parse(String(text));
  const merged = { ...(typeof first === "object" ? first : {}), ...values };
  await operator.call("secretsmanager", "PutSecretValue", { SecretId: secretId, SecretString: JSON.stringify(merged) });
}

async function storeStock(operator: Operator, table: string, given: Readonly<Record<string, number>>): Promise<void> {
  const samples = Object.fromEntries(sampleItems.map(({ sku }) => [sku, sampleStock]));
  for (const [sku, available] of Object.entries({ ...samples, ...given })) {
    await operator.putItem(table, { pk: `stock#${sku}`, sku, available, reserved: 0 });
  }
}
