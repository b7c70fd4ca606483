import type { Command } from "commander";
import type { Run, Work } from "../work.ts";
import { readSignatureFacts } from "../aws/signature-facts.ts";
import { adopt, connect, planConnection } from "../core/connect-stripe.ts";
import { exitCodes, OpsError } from "../errors.ts";
import { endpointScope, numberOf, numberOption, scopeOption, type ScopeOptions } from "../scope.ts";
import { probePorts } from "../secret-probe.ts";
import { openStripe } from "../stripe.ts";
import { specificationOf, stripeEndpoints } from "../stripe-endpoints.ts";
import type { Context } from "../context.ts";

interface ConnectOptions extends ScopeOptions {
  readonly adopt: boolean;
}

export function registerConnectStripe(program: Command, run: Run): void {
  program
    .command("connect-stripe")
    .description("create or update this stack's webhook endpoint at Stripe and store its signing secret")
    .addOption(scopeOption())
    .option("--adopt", "mark the endpoint as the one of the signing secret that the stack has", false)
    .addOption(numberOption("with --adopt: the signing secret's number, where several can be meant"))
    .addHelpText(
      "after",
      "\nThe API key of the stack's secret only reads; STRIPE_API_KEY gives one that may write webhook endpoints.",
    )
    .action((options: ConnectOptions) => run(options.adopt ? adopting(options) : connecting(options)));
}

async function open(context: Context, options: ScopeOptions) {
  const target = await context.target();
  const specification = specificationOf(target, endpointScope(options));
  const stripe = await openStripe(target, "write");
  const ports = {
    ...(await probePorts(target, context.now)),
    endpoints: stripeEndpoints(stripe),
    facts: () => readSignatureFacts(target, stripe, context.now()),
    now: context.now,
  };
  return { specification, ports };
}

function connecting(options: ConnectOptions): Work {
  return async (context) => {
    const { specification, ports } = await open(context, options);
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
      `The ${specification.scope} endpoint for ${specification.url} ${doing}:`,
      ...reasons.map((reason) => `  ${reason}`),
    ];
    if (!(await context.mayChange(result, lines))) return exitCodes.done;
    const id = await connect(specification, plan, ports);
    context.print({ ...result, endpoint: id }, () => [
      "",
      `Done: endpoint ${id ?? ""} sends ${String(specification.eventTypes.length)} types in API version ${specification.apiVersion}; the webhook accepts its signature.`,
      ...(action === "update"
        ? []
        : ["Its signing secret is in the stack's secret; the previous one, if any, stays valid for 24 hours."]),
    ]);
    return exitCodes.done;
  };
}

function adopting(options: ConnectOptions): Work {
  return async (context) => {
    const number = numberOf(options);
    const { specification, ports } = await open(context, options);
    const lines = (): string[] => [
      `The ${specification.scope} endpoint for ${specification.url} is marked by the signing secret that the stack has. A signed probe verifies that the webhook accepts it.`,
    ];
    if (!(await context.mayChange({ url: specification.url }, lines))) return exitCodes.done;
    const adopted = await adopt(specification, number, ports);
    context.print({ endpoint: adopted.endpoint.id, number: adopted.number }, () => [
      "",
      `Done: ${adopted.endpoint.id} is the endpoint of signing secret number ${String(adopted.number)}.`,
    ]);
    return exitCodes.done;
  };
}
