import { InterruptedError, OpsError } from "../../errors.ts";
import { iso } from "../../output/duration.ts";
import type { Window } from "./window.ts";

/** A replay of EventBridge's; times are epoch milliseconds. */
export interface Replay {
  readonly name: string;
  readonly state: string;
  readonly reason: string | undefined;
  /** The window of events. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** The time of the last event that was replayed. */
  readonly lastReplayed: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** Of an archive of this stack. */
  readonly isOurs: boolean;
}

export interface ReplayRequest {
  readonly name: string;
  readonly description: string;
  readonly archiveArn: string;
  readonly window: Window;
  readonly ruleArns: readonly string[];
}

export interface ReplayService {
  start(request: ReplayRequest): Promise<void>;
  describe(name: string): Promise<Replay>;
  cancel(name: string): Promise<void>;
  /** Of every archive of the account in this Region. */
  list(): Promise<Replay[]>;
}

/** EventBridge's quota, per account and Region. @see https://docs.aws.amazon.com/general/latest/gr/ev.html */
const mostConcurrent = 10;

export function isActive({ state }: Pick<Replay, "state">): boolean {
  return state === "STARTING" || state === "RUNNING" || state === "CANCELLING";
}

/** @throws OpsError that names the replays in the way when no other one may run */
export async function checkRoom(service: Pick<ReplayService, "list">): Promise<void> {
  const active = (await service.list()).filter(isActive);
  if (active.length < mostConcurrent) return;
  const names = active.map(({ name }) => name).join(", ");
  throw new OpsError(
    `${String(mostConcurrent)} replays are running, the most that AWS allows in an account and Region: ${names}. ` +
      "Wait for one to end, or end one with `replay cancel NAME`",
  );
}

export interface WatchPorts {
  readonly service: Pick<ReplayService, "describe" | "cancel">;
  readonly signal: AbortSignal;
  /** Resolves before the next look. */
  readonly pause: () => Promise<void>;
  /** Milliseconds of the window that are replayed, and all of it. */
  readonly onProgress?: (done: number, total: number) => void;
  /** What is done between two looks: the inspection queue is emptied while the replay fills it. */
  readonly meanwhile?: () => Promise<unknown>;
  /** Called when watching fails, by AWS or the network: the replay may still run. */
  readonly onLost?: (name: string) => void;
}

/**
 * Waits until a replay is completed.
 * @throws InterruptedError after Ctrl-C, with the replay cancelled; OpsError when it was cancelled or failed
 */
export async function watchReplay(name: string, ports: WatchPorts): Promise<void> {
  try {
    await watch(name, ports);
  } catch (error) {
    if (!(error instanceof OpsError)) ports.onLost?.(name);
    throw error;
  }
}

async function watch(name: string, ports: WatchPorts): Promise<void> {
  const { service, signal, pause, onProgress, meanwhile } = ports;
  for (;;) {
    const replay = await service.describe(name);
    const { state, from = 0, to = from, lastReplayed } = replay;
    if (state === "COMPLETED") return;
    if (state === "CANCELLED" || state === "FAILED") {
      const why = replay.reason === undefined ? "" : `: ${replay.reason}`;
      throw new OpsError(`Replay ${name} ${state === "FAILED" ? "failed" : "was cancelled"}${why}. ${reached(replay)}`);
    }
    if (signal.aborted && state !== "CANCELLING") {
      await service.cancel(name).catch((cause: unknown) => {
        const why = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/u, "");
        throw new InterruptedError(
          `Interrupted, and replay ${name} could not be cancelled: ${why}. It may have ended on its own: see replay list. ${reached(replay)}`,
          { cause },
        );
      });
      throw new InterruptedError(`Interrupted: replay ${name} is being cancelled. ${reached(replay)}`);
    }
    onProgress?.(Math.max(0, (lastReplayed ?? from) - from), to - from);
    await meanwhile?.();
    await pause();
  }
}

function reached({ lastReplayed }: Replay): string {
  const upTo = lastReplayed === undefined ? "No event was" : `Events up to ${iso(lastReplayed)} were`;
  return `${upTo} replayed; the same command replays the window again, which does nothing twice`;
}
