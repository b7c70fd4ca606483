import type { Branch } from "../../branches.ts";
import type { Consumer } from "../../consumers.ts";
import type { MappingState } from "../switch-consumer.ts";

interface QueueView {
  readonly branch: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
  /** Seconds; CloudWatch reports it minutes late, and only for a queue that is not empty. */
  readonly oldestSeconds?: number;
  /** Of a consumer's mapping; the archive's is a pipe. */
  readonly mapping?: MappingState;
}

export interface FunctionView {
  readonly name: string;
  readonly invocations: number;
  readonly errors: number;
}

export interface AlarmView {
  readonly name: string;
  readonly state: string;
  /** CloudWatch's: which values were compared. */
  readonly reason: string;
  /** What it means, and the address of its runbook. */
  readonly meaning: string;
}

interface EventView {
  /** ISO time of acceptance. */
  readonly at: string;
  readonly eventId: string;
  readonly type: string;
}

/** A stack at a glance. */
export interface View {
  /** ISO time. */
  readonly at: string;
  readonly queues: readonly QueueView[];
  /** Of the window before `at`. */
  readonly functions: readonly FunctionView[];
  readonly windowMinutes: number;
  /** In work and counted by state; those that ring are named. */
  readonly alarms: { readonly counts: Readonly<Record<string, number>>; readonly ringing: readonly AlarmView[] };
  /** The latest accepted, the newest first. */
  readonly events: readonly EventView[];
}

export interface ViewPorts {
  depth(branch: Branch): Promise<Pick<QueueView, "waiting" | "inFlight" | "dead">>;
  mapping(consumer: Consumer): Promise<MappingState>;
  /** Seconds, by branch. */
  ages(branches: readonly Branch[]): Promise<Readonly<Record<string, number>>>;
  functions(windowMinutes: number): Promise<readonly FunctionView[]>;
  alarms(): Promise<readonly AlarmView[]>;
  latestEvents(windowMinutes: number): Promise<readonly EventView[]>;
  now(): number;
}

const windowMinutes = 15;
const shownEvents = 8;

export async function look(branches: readonly Branch[], ports: ViewPorts): Promise<View> {
  const [ages, functions, alarms, events, queues] = await Promise.all([
    ports.ages(branches),
    ports.functions(windowMinutes),
    ports.alarms(),
    ports.latestEvents(windowMinutes),
    Promise.all(
      branches.map(async (branch) => {
        const mapping = branch.consumer === undefined ? {} : { mapping: await ports.mapping(branch.consumer) };
        return { branch: branch.name, ...(await ports.depth(branch)), ...mapping };
      }),
    ),
  ]);
  const counts: Record<string, number> = {};
  for (const { state } of alarms) counts[state] = (counts[state] ?? 0) + 1;
  return {
    at: new Date(ports.now()).toISOString(),
    queues: queues.map((queue) => {
      const age = ages[queue.branch];
      return age === undefined || queue.waiting + queue.inFlight === 0 ? queue : { ...queue, oldestSeconds: age };
    }),
    functions,
    windowMinutes,
    alarms: { counts, ringing: alarms.filter(({ state }) => state === "ALARM") },
    events: events.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, shownEvents),
  };
}
