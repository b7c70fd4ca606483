import type { Command } from "commander";
import type { Run, Work } from "../work.ts";
import { adoptRolledSecret, checkOverlap, findRolled, rotateByEndpoint } from "../core/rotate-secret.ts";
import { longestOverlap } from "../core/stripe-endpoint.ts";
import { exitCodes, UsageError } from "../errors.ts";
import { numberOf, numberOption, scopeOption, type ScopeOptions } from "../scope.ts";
import { newSigningSecret } from "../new-secret.ts";
import { probePorts, probeType } from "../secret-probe.ts";
import { openStripe } from "../stripe.ts";
import { specificationOf, stripeEndpoints } from "../stripe-endpoints.ts";

interface RotateOptions extends ScopeOptions {
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
    .addOption(scopeOption())
    .addOption(numberOption("roll the signing secret of this number, whatever its endpoint"))
    .action((options: RotateOptions) => run(rotating(options)));
}

function rotating(options: RotateOptions): Work {
  return async (context) => {
    const { rolledInDashboard, scope } = options;
    const number = numberOf(options);
    if (scope === "organisation" && number === undefined)
      throw new UsageError("--scope organisation: give the signing secret's --number, secret show lists them");
    const rolled = rolledInDashboard ? newSigningSecret("--rolled-in-dashboard") : undefined;
    const target = await context.target();
    const ports = {
      ...(await probePorts(target, context.now)),
      endpoints: stripeEndpoints(await openStripe(target, "write"), (lacking) => context.warn(lacking)),
      now: context.now,
    };
    const specification = specificationOf(target, scope === "organisation" ? "account" : scope);
    const found = await findRolled({ specification, ...(number === undefined ? {} : { number }) }, ports);
    const { endpoint, before } = found;
    if (rolled === undefined) checkOverlap(before, context.now());
    const way =
      rolled === undefined
        ? "a second endpoint with a new secret is made, then this one is deleted"
        : "the secret from the dashboard is stored";
    const lines = (): string[] => [
      `Signing secret number ${String(before.number)}${endpoint === undefined ? "" : `, of endpoint ${endpoint.id},`} is rolled: ${way}.`,
      "The current secret stays valid for 24 hours. Two signed probes of type " +
        `${probeType} verify it; no consumer handles them, the archive keeps them.`,
    ];
    const plan = { number: before.number, endpoint: endpoint?.id, rolledInDashboard };
    if (!(await context.mayChange(plan, lines))) return exitCodes.done;
    const rotation =
      rolled === undefined
        ? await rotateByEndpoint(specification, found, longestOverlap, ports)
        : await adoptRolledSecret(rolled, found, longestOverlap, ports);
    context.print(rotation, () => [
      "",
      `Done: the webhook accepts the new secret, and the previous one until ${rotation.previousUntil}.`,
      ...(rotation.removedEndpointId === undefined
        ? []
        : [
            `Endpoint ${rotation.endpointId ?? ""} replaces ${rotation.removedEndpointId}.`,
            "Stripe does not retry deliveries that the old endpoint still owed: `reconcile` brings them in.",
          ]),
    ]);
    return exitCodes.done;
  };
}
