import type { Clock } from "./clock.ts";
import type { FaultInjector } from "./faults/injector.ts";
import type { ErrorOf, ServiceErrors } from "./faults/service-errors.ts";
import type { Gateway } from "./gateway/types.ts";
import type { ResourceGraph } from "./graph/resource-graph.ts";
import type { MetricSink } from "./metric.ts";
import type { Invocations } from "./services/lambda/invocations.ts";
import type { Problem } from "./services/lambda/runtime/problem-reporter.ts";

export interface Host {
  readonly region: string;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly faults: FaultInjector;
  /** The functions' invocations, for those that watch them or let them fail. */
  readonly invocations: Invocations;
  /** What every function gets beside the variables of the program. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder that the sources in functions' source maps are relative to; a debugger finds them by it. */
  readonly sourceRoot: string | undefined;
  /** The port of the HTTP API; 0 takes any free one. */
  readonly apiPort: number;
  /** Records a datum of now. */
  readonly emit: MetricSink;
  readonly onMetric: (sink: MetricSink) => void;
  /** What keeps a mapping or a pipe from its work, or a function from its log and traces. */
  readonly onProblem: (problem: Problem) => void;
  /** How a service, by its name in IAM actions, says that it failed for a fault plan. */
  readonly errorOf: ErrorOf;
  /** Fires when the run ends. */
  readonly ended: AbortSignal;
  /** Another service, once it has started. */
  readonly service: <Service>(plugin: Plugin<Service>) => Promise<Service>;
}

/** Ends what a service does on its own. */
export type End = () => void | Promise<void>;

/** What a service keeps for its users from run to run, as JSON. What the program declares is not part of it. */
interface Kept<Service> {
  /** Whatever is in no promise is read at the call itself, with nothing in between. */
  save(service: Service): unknown;
  /** Once the program is built. What is of a resource that the program no longer declares is left out. */
  restore(service: Service, saved: unknown): void | Promise<void>;
}

/** One service of AWS, as the `plugin` of its folder; its `resources` lie beside, for the process that evaluates the program. */
export interface Plugin<Service> {
  /** Puts the service behind the gateway. Nothing is known of the program yet, which may need the service's address. */
  start(host: Host): Service | Promise<Service>;
  /** Makes what the program declares. */
  build?(service: Service, graph: ResourceGraph, host: Host): void | Promise<void>;
  /** Starts what acts on its own: what polls, samples or takes requests. */
  serve?(service: Service, graph: ResourceGraph, host: Host): End | Promise<End>;
  /** What cannot work as the program declares it, one line each. */
  warnings?(service: Service, graph: ResourceGraph, host: Host): string[] | Promise<string[]>;
  readonly kept?: Kept<Service>;
  close?(service: Service): void | Promise<void>;
  /** By the service's name in IAM actions. */
  readonly faults?: Readonly<Record<string, ServiceErrors>>;
}
