/** Where an alias sends invocations: to one version, and shares of them to others. */
export interface Routing {
  readonly version: string;
  /** By version, of 1. */
  readonly weights: Readonly<Record<string, number>>;
}

/** A function, or its alias or version: `name` or `name:qualifier`. */
export function target({ functionName, qualifier }: { functionName: string; qualifier?: string | undefined }): string {
  return qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
}

export function functionOf(invoked: string): string {
  return invoked.split(":")[0] ?? invoked;
}

/** @param chance from 0 up to 1: each invocation is routed on its own */
export function routed({ version, weights }: Routing, chance: number): string {
  let share = 0;
  for (const [other, weight] of Object.entries(weights)) {
    share += weight;
    if (chance < share) return other;
  }
  return version;
}
