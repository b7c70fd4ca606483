import type { Clock } from "../../../clock.ts";
import { defaultSettings, type QueueSettings } from "./attributes.ts";
import { holdAll } from "./hold-all.ts";
import { DueHeap } from "./due-heap.ts";
import { newMessage, restoredMessage, saveMessage, type Content, type Message, type SavedMessage } from "./message.ts";
import { ReceiptHandles } from "./receipt-handles.ts";
import { VisibleMessages } from "./visible.ts";
import { oldestSeconds, type QueueStats } from "./queue-stats.ts";
import * as refusals from "./refusals.ts";
import { Waiters, type Receive } from "./waiters.ts";
import * as work from "./work-time.ts";

/** One standard queue. Nothing in it waits or polls: what is due is looked at when somebody calls, or when a receiver waits. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  settings: QueueSettings = defaultSettings;
  readonly #clock: Clock;
  readonly #deadLetterQueue: (arn: string) => Queue | undefined;
  readonly #handles: ReceiptHandles;
  readonly #visible = new VisibleMessages();
  /** Every message that is there. */
  readonly #due = new DueHeap<Message>();
  readonly #byHandle = new Map<string, Message>();
  readonly #waiters: Waiters;
  #inFlight = 0;
  #delayed = 0;

  constructor(name: string, arn: string, clock: Clock, deadLetterQueue: (arn: string) => Queue | undefined) {
    this.name = name;
    this.arn = arn;
    this.#clock = clock;
    this.#deadLetterQueue = deadLetterQueue;
    this.createdAt = clock.now();
    this.#handles = new ReceiptHandles(arn);
    this.#waiters = new Waiters(clock, {
      take: (receive) => this.#take(receive),
      hasVisible: () => this.#visible.count > 0 && this.#inFlight < refusals.inFlightLimit,
      next: () => this.#due.first?.due,
      wake: () => this.#advance(),
    });
  }

  configure(settings: QueueSettings): void {
    this.settings = settings;
    for (const message of this.#due.all()) this.#schedule(message);
    this.#advance();
  }

  /** @param delay milliseconds of the run's clock */
  send(content: Content, delay = this.settings.delay): Message {
    const message = newMessage(content, this.#clock.now());
    if (delay > 0) this.#delay(message, message.sentAt + this.#clock.real(delay));
    else this.#show(message);
    this.#waiters.serve();
    return message;
  }

  /** Messages at once, else as soon as there are some, the wait is over or the receiver has gone. */
  receive(receive: Receive, signal: AbortSignal | undefined): Message[] | Promise<Message[]> {
    // A receiver that has gone must not take messages with it.
    if (signal?.aborted === true) return [];
    this.#advance();
    if (this.#inFlight >= refusals.inFlightLimit && receive.wait === 0) throw refusals.overLimit();
    const received = this.#take(receive);
    // With a timeout of 0 they are visible again, for those who wait.
    this.#waiters.serve();
    return received.length > 0 || receive.wait === 0 ? received : this.#waiters.add(receive, signal);
  }

  /** By the handle of its latest receive, visible again or not; an older handle deletes nothing. */
  delete(handle: string): void {
    this.#advance();
    const message = this.#byHandle.get(this.#handles.checked(handle));
    if (message === undefined) return;
    this.#drop(message);
    this.#waiters.serve();
  }

  changeVisibility(handle: string, seconds: number): void {
    this.#advance();
    const message = this.#byHandle.get(this.#handles.checked(handle));
    if (message === undefined) throw refusals.unknownMessage(handle);
    if (message.state !== "in flight") throw refusals.notInFlight();
    if (work.secondsSinceReceive(message, this.#clock) + seconds > refusals.longestVisibilitySeconds) {
      throw refusals.tooLongInvisible(seconds);
    }
    work.setTimeout(message, seconds * 1000, this.#clock);
    this.#schedule(message);
    this.#advance();
  }

  /** Lets the timeouts of messages that are worked on run in real time, until the function returned is called. */
  hold(handles: readonly string[]): () => void {
    const received = handles.flatMap((handle) => this.#byHandle.get(handle) ?? []);
    const release = holdAll(received, this.#clock, (message) => this.#schedule(message));
    return () => {
      release();
      this.#advance();
    };
  }

  /** Takes the first visible message away, for a move task; `undefined` when there is none. */
  takeFirst(accepts: (message: Message) => boolean): Message | undefined {
    this.#advance();
    const message = this.#visible.first();
    if (message === undefined || !accepts(message)) return undefined;
    this.#visible.shift();
    this.#forget(message);
    message.state = "gone";
    return message;
  }

  /** The messages that are visible, in their order; for tests. */
  peek(): readonly Message[] {
    this.#advance();
    return this.#visible.all();
  }

  purge(): void {
    for (const message of this.#due.all()) message.state = "gone";
    this.#due.clear();
    this.#visible.clear();
    this.#byHandle.clear();
    this.#inFlight = 0;
    this.#delayed = 0;
  }

  save(): SavedMessage[] {
    return this.#due.all().map(saveMessage);
  }

  restore(saved: readonly SavedMessage[]): void {
    for (const message of saved.toSorted((a, b) => a.sentAt - b.sentAt).map(restoredMessage)) {
      if (message.visibleAt <= this.#clock.now()) this.#show(message);
      else this.#delay(message, message.visibleAt);
    }
  }

  /** Ends what waits for messages: its timers would keep the process. */
  close(): void {
    this.#waiters.close();
  }

  stats(): QueueStats {
    this.#advance();
    return {
      name: this.name,
      arn: this.arn,
      visible: this.#visible.count,
      inFlight: this.#inFlight,
      delayed: this.#delayed,
      oldestSeconds: oldestSeconds(this.#due.all(), this.#clock),
    };
  }

  /** What is due: timeouts and delays that end, messages older than the queue keeps them. */
  #advance(): void {
    const now = this.#clock.now();
    for (let message = this.#due.first; message !== undefined && message.due <= now; message = this.#due.first) {
      if (this.#expiry(message) <= now) this.#drop(message);
      else {
        this.#leave(message);
        this.#show(message);
      }
    }
    this.#waiters.serve();
  }

  #take({ count, visibilityTimeout = this.settings.visibilityTimeout, byPoller }: Receive): Message[] {
    const received: Message[] = [];
    while (received.length < count && this.#inFlight < refusals.inFlightLimit) {
      const message = this.#visible.shift();
      if (message === undefined) break;
      if (this.#redrive(message)) continue;
      this.#hand(message);
      work.receive(message, visibilityTimeout, byPoller, this.#clock);
      this.#schedule(message);
      received.push(message);
    }
    return received;
  }

  #hand(message: Message): void {
    if (message.handle !== undefined) this.#byHandle.delete(message.handle);
    message.handle = this.#handles.make();
    this.#byHandle.set(message.handle, message);
    message.state = "in flight";
    message.receives += 1;
    message.firstReceivedAt ??= this.#clock.now();
    this.#inFlight += 1;
  }

  /** A standard dead-letter queue keeps a message's id and the time at which it was sent. */
  #redrive(message: Message): boolean {
    const { redrive } = this.settings;
    if (redrive === undefined || message.receives < redrive.maxReceiveCount) return false;
    const target = this.#deadLetterQueue(redrive.deadLetterTargetArn);
    if (target === undefined) return false;
    this.#forget(message);
    message.deadLetterSourceArn = this.arn;
    message.receivesElsewhere += message.receives;
    message.receives = 0;
    target.#show(message);
    target.#advance();
    return true;
  }

  #delay(message: Message, visibleAt: number): void {
    message.state = "delayed";
    message.visibleAt = visibleAt;
    this.#delayed += 1;
    this.#schedule(message);
  }

  #show(message: Message): void {
    this.#visible.push(message);
    this.#schedule(message);
  }

  #schedule(message: Message): void {
    const expiry = this.#expiry(message);
    this.#due.put(message, message.state === "visible" ? expiry : Math.min(message.visibleAt, expiry));
  }

  #expiry({ sentAt }: Message): number {
    return sentAt + this.#clock.real(this.settings.retention);
  }

  #drop(message: Message): void {
    const wasVisible = message.state === "visible";
    this.#leave(message);
    this.#forget(message);
    message.state = "gone";
    if (wasVisible) this.#visible.lost();
  }

  #leave({ state }: Message): void {
    if (state === "in flight") this.#inFlight -= 1;
    if (state === "delayed") this.#delayed -= 1;
  }

  #forget(message: Message): void {
    this.#due.remove(message);
    if (message.handle !== undefined) this.#byHandle.delete(message.handle);
    delete message.handle;
  }
}
