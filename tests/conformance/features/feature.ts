import { setTimeout as delay } from "node:timers/promises";
import type { Target } from "../target.ts";

/** One thing that AWS does, and how it shows. */
export interface Feature {
  readonly name: string;
  /** Where AWS's documentation says so. */
  readonly source: string;
  /** What a stack shows of it, the same on every faithful endpoint: no times, no ids that AWS makes. */
  observe(target: Target): Promise<unknown>;
}

/**
 * Asks until the response is the wanted one, or for so long; returns the last one. What does not come is an observation
 * here, and no error.
 */
export async function settledAs<Result>(
  ask: () => Promise<Result>,
  isWanted: (response: Result) => boolean,
  seconds = 20,
): Promise<Result> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const response = await ask();
    if (isWanted(response) || performance.now() > end) return response;
    await delay(250);
  }
}

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gu;

/** Without times and random ids, which differ from run to run. */
export function timeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(timeless);
  if (typeof value === "string")
    return value.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, "<time>").replaceAll(uuid, "<uuid>");
  if (typeof value === "number") return value > 1_500_000_000 ? "<time>" : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([key, item]) => [key, timeless(item)]),
  );
}
