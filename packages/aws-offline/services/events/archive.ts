import { pack, type Packed, unpack } from "../../packed.ts";
import type { Matcher } from "../../pattern/pattern.ts";
import type { ArchiveDefinition, BusEvent } from "./definition.ts";

interface Entry {
  /** The event's own time, epoch milliseconds. */
  time: number;
  event: Packed;
}

/** One archive's events, by time and then by arrival. */
export class Archive {
  readonly definition: ArchiveDefinition;
  readonly arn: string;
  /** Epoch seconds. */
  readonly createdAt = Date.now() / 1000;
  readonly #matches: Matcher;
  readonly #entries: Entry[] = [];
  #bytes = 0;

  constructor(definition: ArchiveDefinition, arn: string, matches: Matcher) {
    this.definition = definition;
    this.arn = arn;
    this.#matches = matches;
  }

  wants(event: BusEvent): boolean {
    return this.#matches(event);
  }

  /** Keeps the event if it fits the archive's pattern. */
  take(event: BusEvent): void {
    if (!this.wants(event)) return;
    const json = JSON.stringify(event);
    const entry = { time: Date.parse(event.time), event: pack(json) };
    this.#bytes += Buffer.byteLength(json);
    // Events come nearly in order, so the place is near the end.
    let index = this.#entries.length;
    while (index > 0 && (this.#entries[index - 1]?.time ?? 0) > entry.time) index -= 1;
    this.#entries.splice(index, 0, entry);
  }

  get count(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Fresh copies of the events between two times (epoch milliseconds), both included. */
  *between(start: number, end: number): Generator<BusEvent> {
    // By index and not over a copy: the archive may grow meanwhile.
    for (let index = 0; index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry === undefined || entry.time > end) return;
      if (entry.time >= start) yield JSON.parse(unpack(entry.event)) as BusEvent;
    }
  }
}
