import type { Message } from "./message.ts";

/** The visible messages, first come first out. One that was deleted or has expired in its place is skipped. A place that was passed holds none. */
export class VisibleMessages {
  #messages: (Message | undefined)[] = [];
  #head = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  push(message: Message): void {
    message.state = "visible";
    this.#messages.push(message);
    this.#count += 1;
  }

  first(): Message | undefined {
    this.#skipGone();
    return this.#messages[this.#head];
  }

  shift(): Message | undefined {
    const message = this.first();
    if (message === undefined) return undefined;
    this.#pass();
    this.#count -= 1;
    this.#compact();
    return message;
  }

  /** A visible message is gone; its place is given up with the ones before it. */
  lost(): void {
    this.#count -= 1;
    this.#skipGone();
    this.#compact();
  }

  all(): Message[] {
    return this.#messages.flatMap((message) => (message?.state === "visible" ? [message] : []));
  }

  clear(): void {
    this.#messages = [];
    this.#head = 0;
    this.#count = 0;
  }

  #skipGone(): void {
    while (this.#messages[this.#head]?.state === "gone") this.#pass();
  }

  #pass(): void {
    this.#messages[this.#head] = undefined;
    this.#head += 1;
  }

  #compact(): void {
    if (this.#head < 1000 || 2 * this.#head < this.#messages.length) return;
    this.#messages = this.#messages.slice(this.#head);
    this.#head = 0;
  }
}
