import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { createClients } from "../../ops/clients.ts";
import { System } from "../support/system.ts";
import { configured, deploy, stock } from "./deploy.ts";
import { deadLetterFeatures } from "./features/dead-letters.ts";
import type { Feature } from "./features/feature.ts";
import { postAll, purchaseFeatures, purchases } from "./features/purchases.ts";
import { probes } from "./features/probes.ts";
import { replayFeatures } from "./features/replay.ts";
import { watchingFeatures } from "./features/watching.ts";
import { webhookFeatures } from "./features/webhook.ts";
import { knownLacksOf } from "./lacks.ts";
import type { SdkPlace } from "../../packages/aws-offline/graph/sdk-handler.ts";
import type { Result } from "./report.ts";
import { offlineName, Target } from "./target.ts";

const posting: Feature = {
  name: "webhook: five signed events, one of them three times",
  source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html",
  observe: postAll,
};

/** In this order: the first ones post what the later ones look at. */
const features = [
  posting,
  ...webhookFeatures,
  ...purchaseFeatures,
  ...watchingFeatures,
  ...deadLetterFeatures,
  ...replayFeatures,
];

const changes = ["logRetentionDays=7", "consumerConcurrency=5", "restockOnRefund=false"];

/** The rest of a stack's life, command by command. */
const lifeAfter: Readonly<Record<string, readonly string[]>> = {
  "`pulumi refresh`, which finds everything": ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
  "`pulumi up` with other settings": ["up", "--yes", "--skip-preview", ...configured(changes)],
  "`pulumi destroy`": ["destroy", "--yes", "--skip-preview"],
};

/**
 * Holds an emulator to the offline run; both ask the offline run's Stripe API.
 * @param config settings of the stack on the emulator, `NAME=VALUE`
 */
export async function compareOn(
  emulator: string,
  options: SdkPlace["client"],
  config: readonly string[],
): Promise<Result[]> {
  const offline = await startOffline(options.region);
  const cleanups = [() => offline.system.close()];
  try {
    const furnishing = { webhookSecret: offline.system.run.webhookSecret, stripeApiKey: offline.stripeApiKey, stock };
    const known = knownLacksOf(emulator, [
      ...[...probes, ...features].map(({ name }) => name),
      ...Object.keys(lifeAfter),
    ]);
    const environment = { STRIPE_API_URL: offline.system.run.stripeApiUrl };
    const endpoint = { client: options, environment, mayLack: known.types };
    const deployment = await deploy(emulator, endpoint, furnishing, config);
    cleanups.push(() => deployment.close());
    const results: Result[] = [
      done("`pulumi up` of the whole program", "done"),
      ...[...known.types].map((type) => typeResult(type, deployment.lacking.has(type))),
    ];
    const { runsNothing } = known;
    if (runsNothing !== undefined) results.push(unsent(runsNothing));
    for (const probe of runsNothing === undefined ? probes : []) {
      results.push({
        feature: probe.name,
        source: probe.source,
        offline: probe.documented,
        emulator: await observed(probe, deployment.target),
        knownLack: known.features[probe.name],
      });
    }
    for (const feature of runsNothing === undefined ? features : []) {
      results.push({
        feature: feature.name,
        source: feature.source,
        // An error here is none of the emulator's, and ends the run.
        offline: await feature.observe(offline.target),
        emulator: await observed(feature, deployment.target),
        knownLack: known.features[feature.name],
      });
    }
    for (const [what, args] of Object.entries(lifeAfter)) {
      const shown = await deployment.pulumi.succeed(...args).then(() => "done", errorsOf);
      results.push({ ...done(what, shown), knownLack: known.features[what] });
    }
    return results;
  } finally {
    for (const clean of cleanups.toReversed()) await clean();
  }
}

const engine = "https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/";
const done = (feature: string, emulator: unknown): Result => ({
  feature,
  source: engine,
  offline: "done",
  emulator,
  knownLack: undefined,
});

const unsent = (why: string): Result => ({
  feature: "events, and all that comes of them",
  source: engine,
  offline: "handled",
  emulator: "not sent",
  knownLack: { why, shows: "not sent" },
});

function typeResult(type: string, isLacking: boolean): Result {
  const knownLack = { why: "it does not make this type", shows: "refused" };
  return { feature: type, source: engine, offline: "made", emulator: isLacking ? "refused" : "made", knownLack };
}

async function startOffline(region: string) {
  const system = await System.start({ stock });
  const { run } = system;
  for (const { objects } of purchases) system.know(objects);
  const options = { endpoint: run.aws.gateway.endpoint, region, credentials: run.operator.credentials };
  const { SecretString = "{}" } = await createClients(options).secrets.send(
    new GetSecretValueCommand({ SecretId: run.outputs.secretArn }),
  );
  const stripeApiKey = String(JSON.parse(SecretString).stripe_api_key);
  return { system, stripeApiKey, target: new Target(offlineName, options, run.outputs, run.webhookSecret) };
}

async function observed(feature: Feature, target: Target): Promise<unknown> {
  try {
    return await feature.observe(target);
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** What a command of the engine says is wrong, each once; of several resources it is often the same. */
function errorsOf(error: unknown): unknown {
  const lines = messageOf(error).matchAll(/^\s+error: (?<what>.+)$/gmu);
  const said = new Set([...lines].map(({ groups }) => groups?.["what"] ?? ""));
  return said.size === 0 ? messageOf(error) : [...said].filter((what) => !/^(?:refresh|update) failed/u.test(what));
}
