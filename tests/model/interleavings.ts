import { setImmediate as drained } from "node:timers/promises";
import type { Around } from "./world.ts";

/** Two or more executions over one world, each stopped before every call that it makes of it. */
export interface Race {
  readonly executions: readonly ((around: Around) => Promise<void>)[];
  /** Of the world: two equal ones are the same state. */
  readonly state: () => string;
  /** Once all executions have ended: what is wrong. */
  readonly check: () => Promise<readonly string[]>;
}

interface Waiting {
  readonly execution: number;
  readonly go: () => void;
}

export interface Explored {
  readonly runs: number;
  /** The first schedule with something wrong, as the sequence of executions that went on. */
  readonly failure?: { readonly schedule: readonly number[]; readonly problems: readonly string[] };
}

/**
 * Runs every interleaving of the executions' calls, each from its beginning. What an execution does next depends on the
 * responses that it got and on nothing else, so a state of world and responses that was seen before is not gone into again.
 */
export async function explore(begin: () => Race): Promise<Explored> {
  const seen = new Set<string>();
  const todo: number[][] = [[]];
  let runs = 0;
  for (let prefix = todo.pop(); prefix !== undefined; prefix = todo.pop()) {
    runs += 1;
    const { schedule, problems } = await run(begin(), prefix, seen, todo);
    if (problems.length > 0) return { runs, failure: { schedule, problems } };
  }
  return { runs };
}

async function run(race: Race, prefix: readonly number[], seen: Set<string>, todo: number[][]) {
  const waiting: Waiting[] = [];
  const responses: string[][] = race.executions.map(() => []);
  const ends = race.executions.map((execute, execution) =>
    execute(async (call) => {
      await new Promise<void>((go) => waiting.push({ execution, go }));
      const response = call();
      await response.then(
        (value) => responses[execution]?.push(JSON.stringify(value) ?? "nothing"),
        (error: unknown) => responses[execution]?.push(String(error)),
      );
      return response;
    }),
  );
  const schedule: number[] = [];
  for (;;) {
    await drained();
    const ready = [...new Set(waiting.map(({ execution }) => execution))].toSorted((one, other) => one - other);
    if (ready.length === 0) break;
    let next = prefix[schedule.length];
    if (next === undefined) {
      const place = JSON.stringify([race.state(), responses]);
      if (seen.has(place)) return { schedule, problems: [] };
      seen.add(place);
      next = ready[0] ?? 0;
      todo.push(...ready.slice(1).map((other) => [...schedule, other]));
    }
    schedule.push(next);
    const index = waiting.findIndex(({ execution }) => execution === next);
    waiting.splice(index, 1)[0]?.go();
  }
  await Promise.all(ends);
  return { schedule, problems: await race.check() };
}
