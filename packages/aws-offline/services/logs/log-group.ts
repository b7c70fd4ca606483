/** A line as CloudWatch Logs keeps it. */
export interface LogEvent {
  /** Its place among the group's lines. */
  readonly nth: number;
  readonly stream: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly message: string;
}

/** CloudWatch keeps lines by their age; memory here is kept small by their number. */
const mostEvents = 5_000;
/** Dropped at once, as each time moves all that stay. */
const droppedTogether = 500;

export class LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly retentionDays: number | undefined;
  readonly logGroupClass: string;
  readonly createdAt = Date.now();
  /** In the order of their coming. */
  readonly events: LogEvent[] = [];
  /** Stream to the times of its first and last line. */
  readonly streams = new Map<string, { first: number; last: number }>();
  #bytes = 0;
  #count = 0;

  constructor(name: string, arn: string, retentionDays: number | undefined, logGroupClass = "STANDARD") {
    this.name = name;
    this.arn = arn;
    this.retentionDays = retentionDays;
    this.logGroupClass = logGroupClass;
  }

  get storedBytes(): number {
    return this.#bytes;
  }

  append(stream: string, at: number, text: string): void {
    const message = text.replace(/\n$/u, "");
    this.#count += 1;
    this.events.push({ nth: this.#count, stream, at, message });
    this.#bytes += Buffer.byteLength(message) + 26;
    const times = this.streams.get(stream);
    this.streams.set(stream, { first: times?.first ?? at, last: at });
    if (this.events.length > mostEvents) this.events.splice(0, droppedTogether);
  }
}
