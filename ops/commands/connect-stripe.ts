import { type Command, Option } from "commander";
import type { Run, Work } from "../work.ts";
import { readSignatureFacts } from "../aws/signature-facts.ts";
import { adopt, connect, type ConnectPorts, planConnection } from "../core/connect-stripe.ts";
import { type EndpointSpecification, type Payload, payloads } from "../core/stripe-endpoint.ts";
import { exitCodes, OpsError, UsageError } from "../errors.ts";
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
    const connections: Connection[] = [];
    for (const specification of specifications) {
      connections.push({ specification, plan: await planConnection(specification, ports) });
    }
    const impossible = connections.flatMap(({ plan }) => (plan.action === "none" ? plan.reasons : []));
    if (impossible.length > 0) throw new OpsError(impossible.join("; "));
    const planned = report(connections.map(resultOf));
    if (connections.every(({ plan }) => plan.action === "none")) {
      context.print(planned, () => connections.flatMap(planLines));
      return exitCodes.nothing;
    }
    if (!(await context.mayChange(planned, () => connections.flatMap(planLines)))) return exitCodes.done;
    const done: Connected[] = [];
    for (const connection of connections) done.push(await connectOne(connection, ports));
    context.print(report(done.map(({ result }) => result)), () => done.flatMap(({ lines }) => lines));
    return exitCodes.done;
  };
}

interface Connection {
  readonly specification: EndpointSpecification;
  readonly plan: Awaited<ReturnType<typeof planConnection>>;
}

interface Connected {
  readonly result: object;
  readonly lines: readonly string[];
}

/** One JSON document, however many endpoints were asked for. */
function report(results: readonly object[]): object {
  const [only = {}, ...others] = results;
  return others.length === 0 ? only : { endpoints: results };
}

function resultOf({ specification: { url, payload }, plan: { action, reasons, endpoint } }: Connection) {
  return { action, reasons, url, payload, endpoint: endpoint?.id };
}

function planLines({ specification, plan: { action, reasons, endpoint } }: Connection): string[] {
  const { url, scope, payload, eventTypes } = specification;
  if (action === "none") {
    return [
      `Endpoint ${endpoint?.id ?? ""} sends the ${String(eventTypes.length)} handled types to ${url}${payload === "thin" ? " as thin events" : ""}. Nothing to do.`,
    ];
  }
  const doing = {
    create: "is created",
    update: "is updated",
    recreate: "is replaced by a new one, and the old one deleted",
  }[action];
  return [
    `The ${scope} endpoint for ${url}${payload === "thin" ? " with thin events" : ""} ${doing}:`,
    ...reasons.map((reason) => `  ${reason}`),
  ];
}

async function connectOne(connection: Connection, ports: ConnectPorts): Promise<Connected> {
  const { specification, plan } = connection;
  if (plan.action === "none") return { result: resultOf(connection), lines: [] };
  const id = await connect(specification, plan, ports);
  const { payload, apiVersion, eventTypes } = specification;
  const form = payload === "thin" ? "as thin events" : `in API version ${apiVersion}`;
  const lines = [
    "",
    `Done: endpoint ${id ?? ""} sends ${String(eventTypes.length)} types ${form}; the webhook accepts its signature.`,
    ...(plan.action === "update"
      ? []
      : ["Its signing secret is in the stack's secret; the previous one, if any, stays valid for 24 hours."]),
  ];
  return { result: { ...resultOf(connection), endpoint: id }, lines };
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
