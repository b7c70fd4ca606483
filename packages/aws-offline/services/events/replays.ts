import { AwsError } from "../../gateway/aws-error.ts";
import type { Input, Operation, Output } from "../../gateway/types.ts";
import { arn } from "../../arn.ts";
import { reader } from "../../input.ts";
import { paginate } from "../../paginate.ts";
import type { Archive } from "./archive.ts";
import { notFound, type Bus, type EventsState } from "./bus.ts";
import type { Deliverer } from "./deliver.ts";
import type { BusEncryption } from "./encryption.ts";

const read = reader("ValidationException");
const maxConcurrent = 10;
/** Events between two looks at whether the replay was cancelled, and turns for others. */
const chunk = 25;

type State = "STARTING" | "RUNNING" | "CANCELLING" | "COMPLETED" | "CANCELLED" | "FAILED";

/** Times are epoch seconds. */
interface Replay {
  name: string;
  arn: string;
  description: string | undefined;
  archive: Archive;
  bus: Bus;
  filterArns: string[];
  start: number;
  end: number;
  state: State;
  reason?: string;
  lastReplayed?: number;
  startedAt: number;
  endedAt?: number;
}

export class Replays {
  readonly #state: EventsState;
  readonly #deliverer: Deliverer;
  readonly #encryption: BusEncryption;
  readonly #region: string;
  readonly #replays = new Map<string, Replay>();

  constructor(state: EventsState, deliverer: Deliverer, encryption: BusEncryption, region: string) {
    this.#state = state;
    this.#deliverer = deliverer;
    this.#encryption = encryption;
    this.#region = region;
  }

  readonly operations: Record<string, Operation> = {
    StartReplay: (input) => {
      const replay = this.#start(input);
      return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: replay.startedAt };
    },
    DescribeReplay: (input) => describe(this.#find(input)),
    CancelReplay: (input) => {
      const replay = this.#find(input);
      if (replay.state !== "STARTING" && replay.state !== "RUNNING") {
        const problem = `Replay ${replay.name} is not in a valid state for this operation.`;
        throw new AwsError("IllegalStatusException", problem);
      }
      replay.state = "CANCELLING";
      return { ReplayArn: replay.arn, State: replay.state };
    },
    ListReplays: (input) => {
      const prefix = read.optionalText(input, "NamePrefix") ?? "";
      const state = read.optionalText(input, "State");
      const source = read.optionalText(input, "EventSourceArn");
      const fits = (replay: Replay): boolean =>
        replay.name.startsWith(prefix) &&
        (state === undefined || replay.state === state) &&
        (source === undefined || replay.archive.arn === source);
      const all = [...this.#replays.values()].filter(fits);
      const { page, ...next } = paginate(
        all,
        read.optionalNumber(input, "Limit"),
        read.optionalText(input, "NextToken"),
      );
      return { Replays: page.map((replay) => summary(replay)), ...next };
    },
  };

  #start(input: Input): Replay {
    const name = read.text(input, "ReplayName");
    if (this.#replays.has(name)) throw new AwsError("ResourceAlreadyExistsException", `Replay ${name} already exists.`);
    const active = [...this.#replays.values()].filter(({ state }) =>
      ["STARTING", "RUNNING", "CANCELLING"].includes(state),
    );
    if (active.length >= maxConcurrent) {
      throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
    }
    const archive = this.#state.archive(read.text(input, "EventSourceArn"));
    const { bus, filterArns } = this.#destination(input, archive);
    const start = read.optionalNumber(input, "EventStartTime");
    const end = read.optionalNumber(input, "EventEndTime");
    if (start === undefined || end === undefined || start >= end) {
      throw invalid("EventEndTime", "EventStartTime must be before EventEndTime.");
    }
    const replay: Replay = {
      name,
      arn: arn("events", this.#region, `replay/${name}`),
      description: read.optionalText(input, "Description"),
      archive,
      bus,
      filterArns,
      start,
      end,
      state: "STARTING",
      startedAt: Date.now() / 1000,
    };
    this.#replays.set(name, replay);
    void this.#run(replay);
    return replay;
  }

  #destination(input: Input, archive: Archive): { bus: Bus; filterArns: string[] } {
    const destination = read.optionalObject(input, "Destination") ?? {};
    const bus = this.#state.findBus(read.text(destination, "Arn"));
    if (bus?.arn !== archive.definition.eventSourceArn) {
      throw invalid("Destination.Arn", "Cross event bus replay is not permitted.");
    }
    const filterArns = read.texts(destination, "FilterArns");
    const known = new Set([...bus.rules.values()].map((rule) => rule.arn));
    const unknown = filterArns.find((ruleArn) => !known.has(ruleArn));
    if (unknown !== undefined) throw notFound(`Rule ${unknown} does not exist on EventBus ${bus.name}.`);
    return { bus, filterArns };
  }

  async #run(replay: Replay): Promise<void> {
    try {
      // The response to StartReplay still says STARTING.
      await immediately();
      if (replay.state === "STARTING") replay.state = "RUNNING";
      await this.#emit(replay);
      replay.state = replay.state === "CANCELLING" ? "CANCELLED" : "COMPLETED";
    } catch (error) {
      replay.state = "FAILED";
      replay.reason = error instanceof Error ? error.message : String(error);
    }
    replay.endedAt = Date.now() / 1000;
  }

  async #emit(replay: Replay): Promise<void> {
    const locked = this.#encryption.archiveRefusal(replay.archive);
    if (locked !== undefined) throw new Error(locked);
    const chosen = new Set(replay.filterArns);
    let emitted = 0;
    for (const event of replay.archive.between(replay.start * 1000, replay.end * 1000)) {
      if (replay.state === "CANCELLING") return;
      // Straight to the rules: a replayed event is not archived again.
      const replayed = { ...event, "replay-name": replay.name };
      await this.#deliverer.deliver(replay.bus, replayed, (rule) => chosen.size === 0 || chosen.has(rule.arn));
      replay.lastReplayed = Date.parse(event.time) / 1000;
      emitted += 1;
      if (emitted % chunk === 0) await immediately();
    }
  }

  #find(input: Input): Replay {
    const name = read.text(input, "ReplayName");
    const replay = this.#replays.get(name);
    if (replay !== undefined) return replay;
    throw notFound(`Replay ${name} does not exist.`);
  }
}

function summary(replay: Replay): Output {
  return {
    ReplayName: replay.name,
    EventSourceArn: replay.archive.arn,
    State: replay.state,
    ...(replay.reason === undefined ? {} : { StateReason: replay.reason }),
    EventStartTime: replay.start,
    EventEndTime: replay.end,
    ...(replay.lastReplayed === undefined ? {} : { EventLastReplayedTime: replay.lastReplayed }),
    ReplayStartTime: replay.startedAt,
    ...(replay.endedAt === undefined ? {} : { ReplayEndTime: replay.endedAt }),
  };
}

function describe(replay: Replay): Output {
  const { description, filterArns } = replay;
  return {
    ...summary(replay),
    ReplayArn: replay.arn,
    ...(description === undefined ? {} : { Description: description }),
    Destination: { Arn: replay.bus.arn, ...(filterArns.length === 0 ? {} : { FilterArns: filterArns }) },
  };
}

function invalid(parameter: string, reason: string): AwsError {
  return new AwsError("ValidationException", `Parameter ${parameter} is not valid. Reason: ${reason}`);
}

function immediately(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
