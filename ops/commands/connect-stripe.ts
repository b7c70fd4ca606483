import type { Command } from "commander";
import type { Run, Work } from "../work.ts";
import { connect, planConnection } from "../core/connect-stripe.ts";
import { exitCodes, OpsError } from "../errors.ts";
import { openStripe } from "../stripe.ts";
import { signingSecrets, specificationOf, stripeEndpoints } from "../stripe-endpoints.ts";

export function registerConnectStripe(program: Command, run: Run): void {
  program
    .command("connect-stripe")
    .description("create or update this stack's webhook endpoint at Stripe and store its signing secret")
    .addHelpText(
      "after",
      "\nThe API key of the stack's secret only reads; STRIPE_API_KEY gives one that may write webhook endpoints.",
    )
    .action(() => run(connecting));
}

const connecting: Work = async (context) => {
  const target = await context.target();
  const specification = specificationOf(target);
  const stripe = await openStripe(target, writingKey(target.offline !== undefined));
  const ports = { endpoints: stripeEndpoints(stripe), secrets: signingSecrets(target), now: context.now };
  const plan = await planConnection(specification, ports);
  const { action, reasons, endpoint } = plan;
  const result = { action, reasons, url: specification.url, endpoint: endpoint?.id };
  if (action === "none") {
    if (reasons.length > 0) throw new OpsError(reasons.join("; "));
    context.print(result, () => [
      `Endpoint ${endpoint?.id ?? ""} sends the ${String(specification.eventTypes.length)} handled types to ${specification.url}. Nothing to do.`,
    ]);
    return exitCodes.nothing;
  }
  const doing = {
    create: "is created",
    update: "is updated",
    recreate: "is replaced by a new one, and the old one deleted",
  }[action];
  const lines = (): string[] => [
    `The endpoint for ${specification.url} ${doing}:`,
    ...reasons.map((reason) => `  ${reason}`),
  ];
  if (!(await context.mayChange(result, lines))) return exitCodes.done;
  const id = await connect(specification, plan, ports);
  context.print({ ...result, endpoint: id }, () => [
    "",
    `Done: endpoint ${id ?? ""} sends ${String(specification.eventTypes.length)} types in API version ${specification.apiVersion}.`,
    ...(action === "update"
      ? []
      : ["Its signing secret is in the stack's secret; the previous one, if any, stays valid for 24 hours."]),
  ]);
  return exitCodes.done;
};

/** Offline the run's own key does all; a key in the environment is for Stripe. */
export function writingKey(isOffline: boolean): string | undefined {
  const key = process.env["STRIPE_API_KEY"];
  return isOffline || key === "" ? undefined : key;
}
