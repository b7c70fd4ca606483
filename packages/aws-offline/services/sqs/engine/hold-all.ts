import type { Clock } from "../../../clock.ts";
import type { Message } from "./message.ts";
import * as work from "./work-time.ts";

/**
 * Lets the timeouts of those that are in flight run in real time, until the function returned is called.
 * @param onChange a message's timeout is another one
 */
export function holdAll(messages: readonly Message[], clock: Clock, onChange: (message: Message) => void): () => void {
  const held = messages.filter(({ state }) => state === "in flight");
  for (const message of held) {
    work.hold(message, clock);
    onChange(message);
  }
  return () => {
    for (const message of held) {
      if (work.release(message, clock) && message.state === "in flight") onChange(message);
    }
  };
}
