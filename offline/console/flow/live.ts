import type { IncomingMessage, ServerResponse } from "node:http";
import { describeFault } from "../../../packages/aws-offline/faults/active-fault.ts";
import type { OfflineRun } from "../../run.ts";
import type { Alarm } from "../api/alarms.ts";
import { lastPart, type Passed, type Traffic } from "./traffic.ts";

interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface Snapshot {
  /** By name. */
  readonly queues: Readonly<Record<string, QueueCounts>>;
  /** By the consumer's function; a pipe's too. */
  readonly consumers: Readonly<Record<string, string>>;
  /** By hop. */
  readonly traffic: Readonly<Record<string, Passed>>;
  readonly ringing: readonly string[];
  readonly alarms: number;
  /** Faults at work, one line each. */
  readonly faults: readonly string[];
}

const tickMilliseconds = 150;
/** Ticks between two reads of the alarms. */
const alarmTicks = 8;

/** Sends changes to every listening page as Server-Sent Events. */
export class Live {
  readonly #run: OfflineRun;
  readonly #traffic: Traffic;
  readonly #alarms: () => Promise<readonly Alarm[]>;
  readonly #listeners = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #ticks = 0;
  #ringing: readonly string[] = [];
  #alarmCount = 0;
  #last = "";

  constructor(parts: { run: OfflineRun; traffic: Traffic; alarms: () => Promise<readonly Alarm[]> }) {
    this.#run = parts.run;
    this.#traffic = parts.traffic;
    this.#alarms = parts.alarms;
  }

  listen(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" });
    response.write("retry: 1000\n\n");
    if (this.#last !== "") response.write(this.#last);
    this.#listeners.add(response);
    request.once("close", () => {
      this.#listeners.delete(response);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    });
    this.#timer ??= setInterval(() => void this.#tick(), tickMilliseconds).unref();
  }

  async snapshot(): Promise<Snapshot> {
    const { aws, compute, faults } = this.#run;
    const queues = aws.sqs
      .stats()
      .map(({ name, visible, inFlight, delayed }) => [name, { visible, inFlight, delayed }] as const);
    const mappings = compute.mappings.map(({ definition, state }) => [definition.functionName, state] as const);
    const pipes = compute.pipes.map(({ definition, state }) => [definition.enrichmentFunctionName, state] as const);
    return {
      queues: Object.fromEntries(queues),
      consumers: Object.fromEntries([...mappings, ...pipes]),
      traffic: this.#traffic.counts(),
      ringing: this.#ringing,
      alarms: this.#alarmCount,
      faults: faults.counts().map(({ fault }) => describeFault(fault)),
    };
  }

  async #tick(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      if (this.#ticks % alarmTicks === 0) await this.#lookAtAlarms();
      this.#ticks += 1;
      const message = `event: snapshot\ndata: ${JSON.stringify(await this.snapshot())}\n\n`;
      if (message === this.#last) return;
      this.#last = message;
      this.#broadcast(message);
    } catch (cause) {
      this.#broadcast(`event: problem\ndata: ${JSON.stringify(String(cause))}\n\n`);
    } finally {
      this.#isLooking = false;
    }
  }

  #broadcast(message: string): void {
    for (const listener of this.#listeners) listener.write(message);
  }

  async #lookAtAlarms(): Promise<void> {
    const alarms = await this.#alarms();
    this.#alarmCount = alarms.length;
    this.#ringing = alarms.filter(({ state }) => state === "ALARM").map(({ name }) => lastPart(name));
  }
}
