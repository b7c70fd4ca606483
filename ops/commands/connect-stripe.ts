import { type Command, Option } from "commander";
import type { Run, Work } from "../work.ts";
import { readSignatureFacts } from "../aws/signature-facts.ts";
import { adopt, connect, type ConnectPorts, planConnection } from "../core/connect-stripe.ts";
import { type EndpointSpecification, type Payload, payloads } from "../core/stripe-endpoint.ts";
import { type ExitCode, exitCodes, OpsError, UsageError } from "../errors.ts";
import { endpointScope, numberOf, numberOption, scopeOption, type ScopeOptions } from "../scope.ts";
import { probePorts } from "../secret-probe.ts";
import { openStripe } from "../stripe.ts";
import { specificationOf, stripeEndpoints } from "../stripe-endpoints.ts";
import type { Context } from "../context.ts";

interface ConnectOptions extends ScopeOptions {
  readonly adopt: boolean;
  readonly payload?: Payload | "both";
}

export function registerConnectStripe(program: Command, run: Run): void {
  program
    .command("connect-stripe")
    .description("create or update this stack's webhook endpoint at Stripe and store its signing secret")
    .addOption(scopeOption())
    .addOption(
      new Option(
        "--payload <payload>",
        "make an event destination with this payload, or one with each; default: a webhook endpoint, which sends snapshots",
      ).choices([...payloads, "both"]),
    )
    .option("--adopt", "mark the endpoint as the one of the signing secret that the stack has", false)
    .addOption(numberOption("with --adopt: the signing secret's number, where several can be meant"))
    .addHelpText(
      "after",
      "\nThe API key of the stack's secret only reads; STRIPE_API_KEY gives one that may write webhook endpoints.",
    )
    .action((options: ConnectOptions) => run(options.adopt ? adopting(options) : connecting(options)));
}

/** The payloads that are asked for; undefined: a webhook endpoint, as from before there were event destinations. */
function payloadsOf({ payload }: ConnectOptions): readonly (Payload | undefined)[] {
  return payload === "both" ? payloads : [payload];
}

async function open(context: Context, options: ConnectOptions) {
  const target = await context.target();
  const scope = endpointScope(options);
  const specifications = payloadsOf(options).map((payload) => specificationOf(target, scope, payload));
  const stripe = await openStripe(target, "write");
  const ports = {
    ...(await probePorts(target, context.now)),
    endpoints: stripeEndpoints(stripe, (lacking) => context.warn(lacking)),
    facts: () => readSignatureFacts(target, stripe, context.now()),
    now: context.now,
  };
  return { specifications, ports };
}

function connecting(options: ConnectOptions): Work {
  return async (context) => {
    const { specifications, ports } = await open(context, options);
    let code: ExitCode = exitCodes.nothing;
    for (const specification of specifications) {
      if ((await connectOne(specification, ports, context)) === exitCodes.done) code = exitCodes.done;
    }
    return code;
  };
}

async function connectOne(
  specification: EndpointSpecification,
  ports: ConnectPorts,
  context: Context,
): Promise<ExitCode> {
  const plan = await planConnection(specification, ports);
  const { action, reasons, endpoint } = plan;
  const { url, scope, payload, eventTypes, apiVersion } = specification;
  const result = { action, reasons, url, payload, endpoint: endpoint?.id };
  if (action === "none") {
    if (reasons.length > 0) throw new OpsError(reasons.join("; "));
    context.print(result, () => [
      `Endpoint ${endpoint?.id ?? ""} sends the ${String(eventTypes.length)} handled types to ${url}${payload === "thin" ? " as thin events" : ""}. Nothing to do.`,
    ]);
    return exitCodes.nothing;
  }
  const doing = {
    create: "is created",
    update: "is updated",
    recreate: "is replaced by a new one, and the old one deleted",
  }[action];
  const lines = (): string[] => [
    `The ${scope} endpoint for ${url}${payload === "thin" ? " with thin events" : ""} ${doing}:`,
    ...reasons.map((reason) => `  ${reason}`),
  ];
  if (!(await context.mayChange(result, lines))) return exitCodes.done;
  const id = await connect(specification, plan, ports);
  const form = payload === "thin" ? "as thin events" : `in API version ${apiVersion}`;
  context.print({ ...result, endpoint: id }, () => [
    "",
    `Done: endpoint ${id ?? ""} sends ${String(eventTypes.length)} types ${form}; the webhook accepts its signature.`,
    ...(action === "update"
      ? []
      : ["Its signing secret is in the stack's secret; the previous one, if any, stays valid for 24 hours."]),
  ]);
  return exitCodes.done;
}

function adopting(options: ConnectOptions): Work {
  return async (context) => {
    const number = numberOf(options);
    const { specifications, ports } = await open(context, options);
    const [specification, ...others] = specifications;
    if (specification === undefined || others.length > 0)
      throw new UsageError("--adopt marks one endpoint: give --payload snapshot or --payload thin");
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
