import { accountId } from "./arn.ts";
import { createClock, type Clock } from "./clock.ts";
import { drainQueues } from "./drain.ts";
import type { AnyFault } from "./faults/fault.ts";
import type { FaultPlan } from "./faults/plan.ts";
import { discardEvaluation, evaluateInChild, prepareEvaluation, type Question } from "./graph/evaluate-in-child.ts";
import { usualAutonaming, type ProjectConfiguration } from "./graph/project.ts";
import type { ResourceGraph } from "./graph/resource-graph.ts";
import { memoryPage } from "./memory-page.ts";
import { Operator } from "./operator.ts";
import { withoutCustomDomains } from "./services/api-gateway/custom-domains.ts";
import { startServices, type Aws, type SavedServices, type ServicesOptions } from "./services/start.ts";

export { createClock, type Clock } from "./clock.ts";
export { readProject } from "./graph/project.ts";
export type { Operator } from "./operator.ts";
export { PortTakenError, type Aws } from "./services/start.ts";

export interface AwsOfflineOptions extends Pick<ServicesOptions, "ports" | "environment" | "onProblem"> {
  readonly program: URL;
  /** What the engine would hand to the program, such as `readProject(program, stack)`. What is left out has a default. */
  readonly configuration?: Partial<ProjectConfiguration>;
  /** Default: real time. */
  readonly clock?: Clock;
  /** The program, where it was evaluated already. */
  readonly graph?: ResourceGraph;
  /** Another way to evaluate the program. Default: in a process of its own. */
  readonly evaluate?: (question: Question) => Promise<ResourceGraph>;
  /** Changes what the program declared before it is built: how tests take a permission away. */
  readonly alter?: (graph: ResourceGraph) => ResourceGraph;
  /** What an operator does between the deployment and the first request, such as storing a secret. */
  readonly prepare?: (built: BuiltProgram) => Promise<void>;
  /** What an earlier run's `save` gave: tables' items, messages, archived events, mails, secrets. */
  readonly saved?: SavedServices;
  /** What shall go wrong once all is up. */
  readonly faults?: FaultPlan<AnyFault>;
}

/** The program's resources, before anything acts on its own. */
interface BuiltProgram {
  readonly aws: Aws;
  readonly graph: ResourceGraph;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly operator: Operator;
}

export interface AwsOffline extends BuiltProgram {
  readonly region: string;
  /** What cannot work as the program declares it, one line each. */
  readonly warnings: readonly string[];
  /** The program as it is by now: a new evaluation, of which nothing is built. */
  evaluate(configuration: ProjectConfiguration): Promise<ResourceGraph>;
  /** Takes no more requests and waits until the queues are empty. @returns messages that still wait for a retry */
  drain(deadlineMilliseconds: number): Promise<number>;
  close(): Promise<void>;
}

const defaults: ProjectConfiguration = {
  project: "project",
  stack: "dev",
  region: "us-east-1",
  autonaming: usualAutonaming,
  config: {},
};

/**
 * Evaluates a Pulumi program and runs what it declares on embedded parts, in this process.
 * @throws PortTakenError; Error with one message for what is wrong with the program, or is not supported, by its name
 */
export async function startAwsOffline(options: AwsOfflineOptions): Promise<AwsOffline> {
  if (options.evaluate === undefined && options.graph === undefined) prepareEvaluation();
  const configuration = { ...defaults, ...options.configuration };
  const { region } = configuration;
  const clock = options.clock ?? createClock();
  const aws = await startServices({ ...options, region, clock, sourceRoot: new URL(".", options.program).href }).catch(
    (cause: unknown) => {
      discardEvaluation();
      throw cause;
    },
  );
  try {
    const place = { accountId, region, queueBase: aws.gateway.endpoint, apiEndpoint: aws.apiGateway.url };
    const evaluate = (as: ProjectConfiguration): Promise<ResourceGraph> =>
      (options.evaluate ?? evaluateInChild)({ program: options.program.href, configuration: as, place });
    const declared = options.graph ?? (await evaluate(configuration));
    const graph = options.alter?.(declared) ?? declared;
    aws.gateway.addPage("/_offline/memory", memoryPage);
    await aws.build(graph);
    if (options.saved !== undefined) await aws.restore(options.saved);
    const outputs = withoutCustomDomains(graph, aws.apiGateway.url);
    const built = { aws, graph, outputs, operator: new Operator(aws.gateway) };
    await options.prepare?.(built);
    await aws.serve(graph);
    if (options.faults !== undefined) aws.faults.add(options.faults);
    return {
      ...built,
      region,
      warnings: await aws.warnings(graph),
      evaluate,
      async drain(deadlineMilliseconds) {
        await aws.apiGateway.close();
        return drainQueues(aws, deadlineMilliseconds);
      },
      close: () => aws.close(),
    };
  } catch (cause) {
    await aws.close();
    throw cause;
  }
}
