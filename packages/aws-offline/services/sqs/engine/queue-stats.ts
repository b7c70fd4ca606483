import type { Clock } from "../../../clock.ts";
import { ageInSeconds, type Worked } from "./work-time.ts";

export interface QueueStats {
  name: string;
  arn: string;
  visible: number;
  inFlight: number;
  delayed: number;
  /** Of the oldest message not yet deleted, by the run's clock besides the time of work; 0 where there is none. */
  oldestSeconds: number;
}

export function oldestSeconds(messages: readonly Worked[], clock: Clock): number {
  let oldest = 0;
  for (const message of messages) oldest = Math.max(oldest, ageInSeconds(message, clock));
  return oldest;
}
