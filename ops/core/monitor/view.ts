import type { DeadLetterSource } from "../../branches.ts";
import type { Consumer } from "../../consumers.ts";
import type { MappingState } from "../switch-consumer.ts";

interface QueueView {
  readonly branch: string;
  /** No queue is before the dead-letter queue of what SNS gave up. */
  readonly hasQueue: boolean;
  readonly waiting: number;
  /** Received by a function, and not known to have failed. */
  readonly inFlight: number;
  /** Failed or put off: in the queue, and invisible until its next try. */
  readonly retrying: number;
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
  /** ISO time at which it last began to ring, within the last day. */
  readonly rangAt?: string;
}

interface EventView {
  /** ISO time of acceptance. */
  readonly at: string;
  readonly eventId: string;
  readonly type: string;
}

export interface View {
  /** ISO time. */
  readonly at: string;
  readonly queues: readonly QueueView[];
  /** Of the window before `at`. */
  readonly functions: readonly FunctionView[];
  readonly windowMinutes: number;
  /** Of the last minutes of that window. */
  readonly lately: readonly FunctionView[];
  readonly latelyMinutes: number;
  /** Counted by state; those that ring are named, and those that rang in the last day. */
  readonly alarms: {
    readonly counts: Readonly<Record<string, number>>;
    readonly ringing: readonly AlarmView[];
    readonly rang: readonly AlarmView[];
  };
  /** The latest accepted, the newest first. */
  readonly events: readonly EventView[];
}

export interface ViewPorts {
  /** `delayed`: sent again to be tried later. */
  depth(
    source: DeadLetterSource,
  ): Promise<Pick<QueueView, "waiting" | "inFlight" | "dead"> & { readonly delayed: number }>;
  /** Records that consumers gave back, by the consumers' names. */
  failedRecords(consumers: readonly Consumer[], windowMinutes: number): Promise<Readonly<Record<string, number>>>;
  mapping(consumer: Consumer): Promise<MappingState>;
  /** Seconds, by branch. */
  ages(sources: readonly DeadLetterSource[]): Promise<Readonly<Record<string, number>>>;
  functions(windowMinutes: number): Promise<readonly FunctionView[]>;
  alarms(): Promise<readonly AlarmView[]>;
  latestEvents(windowMinutes: number): Promise<readonly EventView[]>;
  now(): number;
}

const windowMinutes = 15;
/** A message that failed is tried again after its visibility time-out, and CloudWatch is a minute late. */
const latelyMinutes = 4;
const shownEvents = 8;

export async function look(sources: readonly DeadLetterSource[], ports: ViewPorts): Promise<View> {
  const consumers = sources.flatMap(({ consumer }) => consumer ?? []);
  const [ages, functions, lately, failed, alarms, events, queues] = await Promise.all([
    ports.ages(sources),
    ports.functions(windowMinutes),
    ports.functions(latelyMinutes),
    ports.failedRecords(consumers, latelyMinutes),
    ports.alarms(),
    ports.latestEvents(windowMinutes),
    Promise.all(
      sources.map(async (source) => {
        const mapping = source.consumer === undefined ? {} : { mapping: await ports.mapping(source.consumer) };
        const hasQueue = source.queueUrl !== undefined;
        return { branch: source.name, hasQueue, ...(await ports.depth(source)), ...mapping };
      }),
    ),
  ]);
  const counts: Record<string, number> = {};
  for (const { state } of alarms) counts[state] = (counts[state] ?? 0) + 1;
  return {
    at: new Date(ports.now()).toISOString(),
    queues: queues.map(({ delayed, inFlight: received, ...queue }) => {
      // SQS counts what waits for its next try as in flight.
      const given = Math.min(received, failed[queue.branch] ?? 0);
      const view = { ...queue, inFlight: received - given, retrying: given + delayed };
      const age = ages[queue.branch];
      return age === undefined || queue.waiting + received === 0 ? view : { ...view, oldestSeconds: age };
    }),
    functions,
    windowMinutes,
    lately,
    latelyMinutes,
    alarms: {
      counts,
      ringing: alarms.filter(({ state }) => state === "ALARM"),
      rang: alarms.filter(({ state, rangAt }) => state !== "ALARM" && rangAt !== undefined),
    },
    events: events.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, shownEvents),
  };
}
