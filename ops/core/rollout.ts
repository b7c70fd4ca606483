import { stopIfInterrupted } from "../errors.ts";
import type { Progress } from "../output/progress.ts";

/** A function whose alias takes the invocations. */
export interface RoutedFunction {
  /** Its deployment group, and how people call it. */
  readonly name: string;
  readonly functionName: string;
}

/** A new version that waits for its share of the invocations. */
export interface PlannedMove extends RoutedFunction {
  readonly from: string;
  readonly to: string;
  /** Alarms that ring now, and would roll it back at once. */
  readonly ringing: readonly string[];
}

export type DeploymentState =
  | { readonly state: "moving" | "live" }
  | { readonly state: "rolled back" | "failed"; readonly reason: string };

export interface RolloutPorts {
  liveVersion(routed: RoutedFunction): Promise<string>;
  newestVersion(routed: RoutedFunction): Promise<string>;
  ringing(routed: RoutedFunction): Promise<readonly string[]>;
  /** @returns the deployment's id */
  start(move: PlannedMove, allAtOnce: boolean): Promise<string>;
  deployment(id: string): Promise<DeploymentState>;
  wait(milliseconds: number): Promise<void>;
  readonly signal: AbortSignal;
}

export interface Outcome extends PlannedMove {
  readonly deployment: string;
  readonly state: DeploymentState["state"];
  readonly reason?: string;
}

const pauseMilliseconds = 2_000;

/** The functions whose newest version does not take all invocations. */
export async function planRollout(
  functions: readonly RoutedFunction[],
  ports: Pick<RolloutPorts, "liveVersion" | "newestVersion" | "ringing">,
): Promise<PlannedMove[]> {
  const moves = await Promise.all(
    functions.map(async (routed) => {
      const [from, to] = await Promise.all([ports.liveVersion(routed), ports.newestVersion(routed)]);
      return from === to ? [] : [{ ...routed, from, to, ringing: await ports.ringing(routed) }];
    }),
  );
  return moves.flat();
}

/**
 * Starts all deployments and waits until each has ended.
 * @throws InterruptedError, with the deployments going on
 */
export async function rollOut(
  moves: readonly PlannedMove[],
  allAtOnce: boolean,
  ports: RolloutPorts,
  progress: Progress,
): Promise<Outcome[]> {
  const started: { readonly move: PlannedMove; readonly deployment: string }[] = [];
  for (const move of moves) started.push({ move, deployment: await ports.start(move, allAtOnce) });
  for (;;) {
    const outcomes = await Promise.all(
      started.map(async ({ move, deployment }): Promise<Outcome> => {
        return { ...move, deployment, ...(await ports.deployment(deployment)) };
      }),
    );
    const ended = outcomes.filter(({ state }) => state !== "moving").length;
    progress(ended, moves.length);
    if (ended === moves.length) return outcomes;
    stopIfInterrupted(ports.signal, "CodeDeploy goes on with the deployments, and rolls back what an alarm rings for.");
    await ports.wait(pauseMilliseconds);
  }
}
