import { randomBytes } from "node:crypto";
import { usualStripeShare } from "../functions/shared/stripe/share.ts";
import { stackOutputs, type StackOutputs } from "../functions/shared/stack-outputs.ts";
import {
  createClock,
  PortTakenError,
  readProject,
  startAwsOffline,
  type Aws,
  type AwsOffline,
  type AwsOfflineOptions,
  type Clock,
  type Operator,
} from "../packages/aws-offline/index.ts";
import type { ActiveFault } from "../packages/aws-offline/faults/active-fault.ts";
import type { FaultInjector } from "../packages/aws-offline/faults/injector.ts";
import type { FaultPlan } from "../packages/aws-offline/faults/plan.ts";
import { discardEvaluation, prepareEvaluation } from "../packages/aws-offline/graph/evaluate-in-child.ts";
import type { Mapping } from "../packages/aws-offline/services/lambda/runtime/event-source-mapping.ts";
import type { LambdaService } from "../packages/aws-offline/services/lambda/runtime/types.ts";
import type { Pipe } from "../packages/aws-offline/services/pipes/pipe.ts";
import { sampleItems } from "../packages/stripe-offline/samples/index.ts";
import { savedStripe } from "../packages/stripe-offline/server/stripe-service.ts";
import type { ResourceGraph } from "../packages/aws-offline/graph/resource-graph.ts";
import { startStripeApi, type OfflineStripeApi } from "../packages/stripe-offline/server/stripe-api.ts";
import { stripeFault, stripeInterceptor, type StripeFault } from "../packages/stripe-offline/server/stripe-faults.ts";
import { WebhookObserver } from "../packages/stripe-offline/server/webhook-observer.ts";
import type { Fault } from "./fault-plan.ts";
import { program } from "./program.ts";
import * as v from "valibot";
import { OpsError } from "../ops/errors.ts";
import type { OfflineOptions, PortName } from "./options.ts";

export type RunOptions = Pick<OfflineOptions, "ports" | "settings" | "timeScale" | "stock"> &
  Partial<Pick<OfflineOptions, "webhookSecret" | "stripeApiKey">> &
  Pick<AwsOfflineOptions, "evaluate" | "graph" | "alter" | "onProblem"> & {
    /** Settings over those of the stack's file, by their full keys. */
    readonly config?: Readonly<Record<string, string>>;
    /** Whether the offline Stripe refuses what exceeds Stripe's rate limit; true by default. */
    readonly stripeRateLimited?: boolean;
    /** What an earlier run saved: the run goes on with it. */
    readonly saved?: SavedRun;
    /** The faults once everything is up. */
    readonly faults?: FaultPlan<Fault>;
  };

export interface OfflineRun extends Omit<AwsOffline, "outputs"> {
  readonly outputs: StackOutputs;
  /** Which events the stack processes. */
  readonly livemode: boolean;
  readonly clock: Clock;
  readonly lambda: LambdaService;
  readonly faults: FaultInjector;
  readonly compute: { readonly mappings: readonly Mapping[]; readonly pipes: readonly Pipe[] };
  /** Absent when Stripe's own API is asked. */
  readonly stripe: OfflineStripeApi | undefined;
  readonly stripeApiUrl: string;
  /** Empty for a stack without webhook. */
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  save(): Promise<SavedRun>;
  reevaluate(): Promise<ResourceGraph>;
}

/** What goes on in another run. */
export const savedRun = v.object({ aws: v.record(v.string(), v.unknown()), stripe: savedStripe });
export type SavedRun = v.InferOutput<typeof savedRun>;

/** Units of each SKU that the samples buy. */
const sampleStock = 1_000;

/**
 * Starts the whole system from the program.
 * @throws OpsError for a taken port; Error with one message for what is wrong with the program or its settings
 */
export async function startRun(options: RunOptions): Promise<OfflineRun> {
  if (options.evaluate === undefined && options.graph === undefined) prepareEvaluation();
  const configuration = await configurationOf(options);
  const clock = createClock(options.timeScale);
  const livemode = configuration.config[`${configuration.project}:stripeMode`] === "live";
  const apiKey = options.stripeApiKey ?? `rk_${livemode ? "live" : "test"}_offline`;
  const stripe = await openStripe(options, apiKey, clock).catch((cause: unknown) => {
    discardEvaluation();
    throw cause;
  });
  let webhookSecret = options.webhookSecret ?? `whsec_${randomBytes(24).toString("hex")}`;
  try {
    const run = await startAwsOffline({
      ...options,
      program,
      configuration,
      clock,
      ports: { aws: options.ports.aws, api: options.ports.webhook },
      environment: stripe === undefined ? {} : offlineStripe(stripe, configuration, clock),
      ...(options.saved === undefined ? {} : { saved: options.saved.aws }),
      async prepare({ aws, outputs, operator }) {
        const { secretArn, inventoryTable, topicArn } = stackOutputs(outputs);
        if (options.saved === undefined) {
          await storeSecret(operator, secretArn, { stripe_webhook_secret: webhookSecret, stripe_api_key: apiKey });
          await storeStock(operator, inventoryTable, options.stock);
        } else {
          stripe?.restore(options.saved.stripe);
          webhookSecret = await savedSecret(operator, secretArn, options.webhookSecret);
        }
        attachStripe(aws, stripe, topicArn);
      },
    });
    return {
      ...run,
      ...namesOf(run),
      warnings: [...configuration.warnings, ...run.warnings],
      livemode,
      stripe,
      stripeApiUrl: stripe?.url ?? "https://api.stripe.com",
      webhookSecret,
      save: async () => ({ aws: await run.aws.save(), stripe: stripe?.save() ?? [] }),
      reevaluate: async () => run.evaluate(await configurationOf(options)),
      async close() {
        await run.close();
        await stripe?.close();
      },
    };
  } catch (cause) {
    await stripe?.close();
    throw portNamed(options, cause);
  }
}

/** The offline Stripe's limit goes by the run's clock, and so does the share of it that the functions keep to. */
function offlineStripe(
  { url }: OfflineStripeApi,
  { project, config }: Awaited<ReturnType<typeof readProject>>,
  { scale }: Clock,
): Record<string, string> {
  const share =
    Number(config[`${project}:stripeRequestsPerSecond`]) || usualStripeShare(config[`${project}:stripeMode`]);
  return { STRIPE_API_URL: url, STRIPE_REQUESTS_PER_SECOND: String(share * scale) };
}

async function configurationOf(options: RunOptions) {
  const read = await readProject(program, options.settings);
  return { ...read, config: { ...read.config, ...options.config } };
}

/** What this program's tests and console ask for often, under short names. */
function namesOf({ aws, outputs }: AwsOffline) {
  const { clock, faults, lambda, pipes } = aws;
  const named = stackOutputs(outputs);
  return {
    outputs: named,
    webhookUrl: named.webhookUrl,
    clock,
    faults,
    lambda: lambda.runtime,
    compute: { mappings: lambda.mappings, pipes: pipes.pipes },
  };
}

async function openStripe(options: RunOptions, apiKey: string, clock: Clock): Promise<OfflineStripeApi | undefined> {
  if (options.stripeApiKey !== undefined) return undefined;
  try {
    const rateLimited = options.stripeRateLimited ?? true;
    return await startStripeApi({ port: options.ports.stripe, apiKey, clock, rateLimited });
  } catch (cause) {
    if (!(cause instanceof Error && Reflect.get(cause, "code") === "EADDRINUSE")) throw cause;
    throw portTaken("stripe", options, cause);
  }
}

/** The offline Stripe API learns each event that the webhook publishes, and its faults join those of AWS. */
function attachStripe(aws: Aws, stripe: OfflineStripeApi | undefined, topicArn: string): void {
  const requests = new Set<ActiveFault<StripeFault>>();
  aws.faults.track(stripeFault, requests);
  if (stripe === undefined) return;
  stripe.use(stripeInterceptor(requests));
  const observer = new WebhookObserver(stripe);
  aws.gateway.use(observer.interceptor(topicArn));
  aws.invocations.use(observer.watch);
}

function portNamed(options: RunOptions, cause: unknown): unknown {
  return cause instanceof PortTakenError ? portTaken(cause.port === "aws" ? "aws" : "webhook", options, cause) : cause;
}

function portTaken(name: PortName, { ports }: RunOptions, cause: unknown): OpsError {
  const port = String(ports[name]);
  return new OpsError(`Port ${port} is taken: give another one with --${name}-port N, or 0 for any free one`, {
    cause,
  });
}

/** As an operator does after the first deployment: the program wrote the sender only. */
async function storeSecret(operator: Operator, secretId: string, values: Record<string, string>): Promise<void> {
  const merged = { ...(await readSecret(operator, secretId)), ...values };
  await operator.call("secretsmanager", "PutSecretValue", { SecretId: secretId, SecretString: JSON.stringify(merged) });
}

async function readSecret(operator: Operator, secretId: string): Promise<Readonly<Record<string, unknown>>> {
  const { SecretString: text } = await operator.call("secretsmanager", "GetSecretValue", { SecretId: secretId });
  return v.parse(v.record(v.string(), v.unknown()), JSON.parse(String(text)));
}

/** The signing secret of the run that is gone on with: a given one replaces what was saved. */
async function savedSecret(operator: Operator, secretId: string, given: string | undefined): Promise<string> {
  if (given !== undefined) await storeSecret(operator, secretId, { stripe_webhook_secret: given });
  const { stripe_webhook_secret: known } = await readSecret(operator, secretId);
  return String([known].flat()[0]);
}

async function storeStock(operator: Operator, table: string, given: Readonly<Record<string, number>>): Promise<void> {
  const samples = Object.fromEntries(sampleItems.map(({ sku }) => [sku, sampleStock]));
  for (const [sku, available] of Object.entries({ ...samples, ...given })) {
    await operator.putItem(table, { pk: `stock#${sku}`, sku, available, reserved: 0 });
  }
}
