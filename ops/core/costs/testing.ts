import type { Hop } from "./counts.ts";

/** A hop that asks nothing, to be given what a test counts. */
export const idleHop: Hop = {
  messages: 0,
  invocations: 0,
  sqsRequests: 0,
  snsRequests: 0,
  busEvents: 0,
  busBytes: 0,
  readUnits: 0,
  writeUnits: 0,
  mails: 0,
  functionLogBytes: 0,
  platformLogBytes: 0,
};
