import type { Clock } from "../clock.ts";
import { CallFaultSet, callFault, callFaults } from "../faults/call-faults.ts";
import { FaultInjector } from "../faults/injector.ts";
import { serviceError, type ServiceErrors } from "../faults/service-errors.ts";
import { startGateway } from "../gateway/gateway.ts";
import type { Gateway } from "../gateway/types.ts";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import type { MetricSink } from "../metric.ts";
import type { End, Host, Plugin } from "../plugin.ts";
import { Invocations } from "./lambda/invocations.ts";
import { registry } from "./registry.ts";

export interface ServicesOptions extends Pick<Host, "region" | "clock"> {
  readonly ports?: { readonly aws?: number; readonly api?: number };
  readonly environment?: Host["environment"];
  readonly sourceRoot?: Host["sourceRoot"];
  readonly onProblem?: Host["onProblem"];
}

/** By the service's name in the registry. */
export type SavedServices = Readonly<Record<string, unknown>>;

type Registry = typeof registry;
type ServiceOf<Entry> = Entry extends { plugin: () => Promise<{ plugin: Plugin<infer Service> }> } ? Service : never;
type Services = {
  readonly [Name in keyof Registry as Registry[Name] extends { plugin: unknown } ? Name : never]: ServiceOf<
    Registry[Name]
  >;
};

/** The emulated services behind one gateway. */
export interface Aws extends Services {
  readonly gateway: Gateway;
  readonly clock: Clock;
  readonly faults: FaultInjector;
  readonly invocations: Invocations;
  readonly emit: MetricSink;
  readonly onMetric: Host["onMetric"];
  build(graph: ResourceGraph): Promise<void>;
  serve(graph: ResourceGraph): Promise<void>;
  warnings(graph: ResourceGraph): Promise<string[]>;
  /** What the services hold for their users: tables' items, messages, archived events, mails, secrets. */
  save(): Promise<SavedServices>;
  /** Between `build` and `serve`. */
  restore(saved: SavedServices): Promise<void>;
  close(): Promise<void>;
}

/** A port that the caller named is taken. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
  readonly port: "aws" | "api";

  constructor(port: "aws" | "api", cause: unknown) {
    super(`the port of the ${port === "aws" ? "AWS endpoint" : "HTTP API"} is taken`, { cause });
    this.port = port;
  }
}

/**
 * Starts the gateway and all services behind it, with nothing in them.
 * @throws PortTakenError after all is closed again
 */
export async function startServices(options: ServicesOptions): Promise<Aws> {
  const { region, clock, ports = {} } = options;
  const gateway = await startGateway(ports.aws).catch((cause: unknown) => {
    throw portError("aws", cause);
  });
  const loaded = await loadPlugins();
  const plugins = loaded.map(([, plugin]) => plugin);
  const errors: Readonly<Record<string, ServiceErrors>> = Object.assign({}, ...plugins.map(({ faults }) => faults));
  const sinks: MetricSink[] = [];
  const ended = new AbortController();
  const started = new Map<unknown, Promise<unknown>>();
  const ends: End[] = [];

  const start = (plugin: Plugin<unknown>): Promise<unknown> => {
    const known = started.get(plugin) ?? Promise.resolve(plugin.start(host));
    started.set(plugin, known);
    return known;
  };
  const host: Host = {
    region,
    clock,
    gateway,
    faults: new FaultInjector(),
    invocations: new Invocations(),
    environment: { AWS_ENDPOINT_URL: gateway.endpoint, ...options.environment },
    sourceRoot: options.sourceRoot,
    apiPort: ports.api ?? 0,
    emit: (datum) => sinks.forEach((sink) => sink(datum)),
    onMetric: (sink) => void sinks.push(sink),
    onProblem: options.onProblem ?? (() => undefined),
    errorOf: (service, kind, other) => serviceError(errors[service], kind, other),
    ended: ended.signal,
    // A plug-in is the key of what it started itself.
    service: <Service>(plugin: Plugin<Service>) => start(plugin) as Promise<Service>,
  };
  const { faults, invocations, emit, onMetric, errorOf } = host;

  async function close(): Promise<void> {
    for (const end of ends.splice(0).toReversed()) await end();
    ended.abort();
    for (const plugin of plugins.toReversed()) {
      const [outcome] = await Promise.allSettled([started.get(plugin)]);
      if (started.has(plugin) && outcome.status === "fulfilled") await plugin.close?.(outcome.value);
    }
    await gateway.close();
  }

  const calls = new CallFaultSet();
  faults.track(callFault, calls);
  gateway.use(callFaults({ faults: calls, invocations, clock, errorOf }));
  try {
    // Each under the name of its line in the registry.
    const services: Partial<Services> = {};
    await Promise.all(loaded.map(async ([name, plugin]) => Object.assign(services, { [name]: await start(plugin) })));
    if (!isComplete(services)) throw new Error("a service of the registry did not start");
    return {
      ...services,
      gateway,
      clock,
      faults,
      invocations,
      emit,
      onMetric,
      async build(graph) {
        for (const plugin of plugins) await plugin.build?.(await started.get(plugin), graph, host);
      },
      async serve(graph) {
        for (const plugin of plugins) {
          const end = await plugin.serve?.(await started.get(plugin), graph, host);
          if (end !== undefined) ends.push(end);
        }
      },
      // All in one turn: a message that is handled meanwhile is saved as unhandled, never as gone without its effect.
      async save() {
        const saved = loaded.flatMap(([name, { kept }]) =>
          kept === undefined ? [] : [{ name, value: kept.save(Reflect.get(services, name)) }],
        );
        const settled = saved.map(async ({ name, value }) => [name, await value] as const);
        return Object.fromEntries(await Promise.all(settled));
      },
      async restore(saved) {
        for (const [name, { kept }] of loaded) {
          if (saved[name] !== undefined) await kept?.restore(Reflect.get(services, name), saved[name]);
        }
      },
      async warnings(graph) {
        const all: string[] = [];
        for (const plugin of plugins) {
          all.push(...((await plugin.warnings?.(await started.get(plugin), graph, host)) ?? []));
        }
        return all;
      },
      close,
    };
  } catch (cause) {
    await close();
    throw portError("api", cause);
  }
}

function isComplete(services: Partial<Services>): services is Services {
  return Object.entries(registry).every(([name, entry]) => !("plugin" in entry) || Object.hasOwn(services, name));
}

async function loadPlugins(): Promise<(readonly [name: string, Plugin<unknown>])[]> {
  const entries = Object.entries(registry).flatMap(([name, entry]) => ("plugin" in entry ? [{ name, entry }] : []));
  return Promise.all(
    entries.map(async ({ name, entry }): Promise<readonly [string, Plugin<unknown>]> => {
      const { plugin } = await entry.plugin();
      return [name, plugin];
    }),
  );
}

function portError(port: "aws" | "api", cause: unknown): unknown {
  return cause instanceof Error && Reflect.get(cause, "code") === "EADDRINUSE"
    ? new PortTakenError(port, cause)
    : cause;
}
