import { setTimeout as delay } from "node:timers/promises";
import { afterAll } from "vitest";
import type { RunOptions } from "../../offline/run.ts";
import { OnCall } from "./on-call.ts";
import { Operator } from "./operator.ts";
import { System } from "./system.ts";

interface Shop {
  readonly system: System;
  readonly operator: Operator;
}

/** A system for the tests of a file, closed after them. */
export async function openSystem(options?: Partial<RunOptions>): Promise<System> {
  const system = await Promise.race([System.start(options), tooLate()]);
  afterAll(() => system.close());
  return system;
}

/** As {@link openSystem}, with an operator at it. */
export async function openShop(options?: Partial<RunOptions>): Promise<Shop> {
  const system = await openSystem(options);
  const operator = await Operator.at(system);
  afterAll(() => operator.leave());
  return { system, operator };
}

/** As {@link openSystem}, with a person on call. */
export async function openOnCall(options?: Partial<RunOptions>): Promise<Shop & { readonly onCall: OnCall }> {
  const shop = await openShop(options);
  return { ...shop, onCall: new OnCall(shop) };
}

/** The import of a test file has no deadline of vitest's. */
async function tooLate(): Promise<never> {
  await delay(60_000, undefined, { ref: false });
  throw new Error("The system has not started within a minute");
}
