import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import { pinnedApiVersion } from "../../functions/shared/stripe/api-version.ts";
import { readFunctionSettings } from "../aws/function-settings.ts";
import type { Run, Work } from "../work.ts";
import { adoptRolledSecret, checkRotation, rotateByEndpoint, type RotatePorts } from "../core/rotate-secret.ts";
import { longestOverlap } from "../core/stripe-endpoint.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { openStripe } from "../stripe.ts";
import { signingSecrets, specificationOf, stripeEndpoints } from "../stripe-endpoints.ts";
import { postToWebhook } from "../webhook.ts";
import { writingKey } from "./connect-stripe.ts";

/** The type of the probe: nobody handles it, so it is archived and counted as unhandled, and nothing else. */
const probeType = "order_processing_system.secret_probe";

interface RotateOptions {
  readonly rolledInDashboard: boolean;
}

export function registerRotateSecret(program: Command, run: Run): void {
  program
    .command("rotate-secret")
    .description("roll the signing secret; old and new stay valid for 24 hours; verify with signed probes")
    .option(
      "--rolled-in-dashboard",
      "store the secret that Stripe's dashboard showed after a roll, from NEW_WEBHOOK_SECRET",
      false,
    )
    .action((options: RotateOptions) => run(rotating(options)));
}

function rotating({ rolledInDashboard }: RotateOptions): Work {
  return async (context) => {
    const rolled = rolledInDashboard ? rolledSecret() : undefined;
    const target = await context.target();
    const { clients, outputs, offline } = target;
    const { livemode } = await readFunctionSettings(clients.lambda, outputs);
    const ports: RotatePorts = {
      endpoints: stripeEndpoints(await openStripe(target, writingKey(offline !== undefined))),
      secrets: signingSecrets(target),
      probe: async (secret) =>
        (await postToWebhook(outputs.webhookUrl, probeBody(livemode, context.now()), secret)).status === 200,
      // A container reads the secret again at most every three seconds.
      pause: () => delay(1_000),
      now: context.now,
    };
    const standing = await checkRotation(outputs.webhookUrl, ports);
    const { endpoint } = standing;
    const way =
      rolled === undefined
        ? "a second endpoint with a new secret is made, then this one is deleted"
        : "the secret from the dashboard is stored";
    const lines = (): string[] => [
      `The signing secret of endpoint ${endpoint.id} is rolled: ${way}.`,
      "The current secret stays valid for 24 hours. Two signed probes of type " +
        `${probeType} verify it; no consumer handles them, the archive keeps them.`,
    ];
    if (!(await context.mayChange({ endpoint: endpoint.id, rolledInDashboard }, lines))) return exitCodes.done;
    const rotation =
      rolled === undefined
        ? await rotateByEndpoint(specificationOf(target), standing, longestOverlap, ports)
        : await adoptRolledSecret(rolled, standing, longestOverlap, ports);
    context.print(rotation, () => [
      "",
      `Done: the webhook accepts the new secret, and the previous one until ${rotation.previousUntil}.`,
      ...(rotation.removedEndpointId === undefined
        ? []
        : [
            `Endpoint ${rotation.endpointId} replaces ${rotation.removedEndpointId}.`,
            "Stripe does not retry deliveries that the old endpoint still owed: `reconcile` brings them in.",
          ]),
    ]);
    return exitCodes.done;
  };
}

/** From the environment: a command line ends up in the shell's history. */
function rolledSecret(): string {
  const secret = process.env["NEW_WEBHOOK_SECRET"] ?? "";
  if (!/^whsec_\S{8,}$/u.test(secret))
    throw new UsageError("--rolled-in-dashboard: give the new secret (whsec_...) in the variable NEW_WEBHOOK_SECRET");
  return secret;
}

function probeBody(livemode: boolean, now: number): string {
  const id = randomBytes(12).toString("hex");
  return JSON.stringify({
    id: `evt_probe_${id}`,
    object: "event",
    api_version: pinnedApiVersion,
    created: Math.floor(now / 1000),
    livemode,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type: probeType,
    data: { object: { id: `probe_${id}`, object: "probe" } },
  });
}
