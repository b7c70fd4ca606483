import { afterAll, beforeAll, describe } from "vitest";
import { Operator } from "../support/operator.ts";
import { System } from "../support/system.ts";
import { interruptionTests } from "./interruptions.ts";
import { replayTests } from "./replay.ts";
import { doctorTests } from "./doctor.ts";
import { stripeTests } from "./stripe.ts";
import { traceTests } from "./trace.ts";

let system: System;
let operator: Operator;

// One system for many commands: its start takes longer than they do.
beforeAll(async () => {
  system = await System.start();
  operator = await Operator.at(system);
});
afterAll(async () => {
  await operator.leave();
  await system.close();
});

describe("replay", () => {
  replayTests(() => ({ system, operator }));
});
describe("trace", () => {
  traceTests(() => ({ system, operator }));
});
describe("the commands around Stripe", () => {
  stripeTests(() => ({ system, operator }));
});
describe("Ctrl-C while a command writes", () => {
  interruptionTests(() => ({ system, operator }));
});
// The last one: it leaves the system broken.
describe("doctor", () => {
  doctorTests(() => ({ system, operator }));
});
