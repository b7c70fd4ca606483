import { explainAwsFailure } from "../aws-failure.ts";
import type { Context } from "../context.ts";
import type { Seen } from "../core/doctor/observations.ts";

export type See = <T>(look: () => Promise<T>) => Promise<Seen<T>>;

/** Waits for each of a record's values. */
export async function byName<Looks extends Readonly<Record<string, unknown>>>(
  looks: Looks,
): Promise<{ [Name in keyof Looks]: Awaited<Looks[Name]> }>;
export async function byName(looks: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  return Object.fromEntries(
    await Promise.all(Object.entries(looks).map(async ([name, look]) => [name, await look] as const)),
  );
}

/** Looks at one thing; what it throws is what is seen of it. */
export function seer({ options }: Pick<Context, "options">): See {
  return async (look) => {
    try {
      return { ok: await look() };
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (/NotImplemented|UnknownOperation/u.test(name)) return { unsupported: true };
      return { error: explainAwsFailure(error, options) ?? (error instanceof Error ? error.message : String(error)) };
    }
  };
}
