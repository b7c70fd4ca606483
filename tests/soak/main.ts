import { parseArgs } from "node:util";
import { Random, seedOfRun } from "../support/random.ts";
import { randomStock } from "../support/scenarios/random-scenario.ts";
import { System } from "../support/system.ts";
import { playRound } from "./round.ts";
import { Tally } from "./tally.ts";

const usage = `npm run test:soak -- --minutes N [--seed S]

Random purchases in disorder under random faults, for so long. Exit code 0 only without a loss, a double effect or a
wrong outcome. Ctrl-C ends it with the report of the rounds that were judged.`;

/** A system keeps all that it captured; a new one after so long keeps the memory's growth from being that. */
const lapMinutes = 5;
/** Three minutes of visibility in three seconds. */
const timeScale = 60;

function readOptions(): { minutes: number; seed: string } | undefined {
  const { values } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) return undefined;
  return { minutes, seed: values.seed ?? seedOfRun() };
}

async function playLap(seed: string, lap: number, end: number, stopped: AbortSignal, tally: Tally): Promise<void> {
  const random = new Random(`${seed}/lap ${String(lap)}`);
  const system = await System.start({ timeScale, stock: randomStock });
  const closed = new Promise<"stopped">((resolve) => stopped.addEventListener("abort", () => resolve("stopped")));
  try {
    const lapEnd = Math.min(end, Date.now() + lapMinutes * 60_000);
    for (let round = 1; Date.now() < lapEnd; round += 1) {
      const name = `${seed}.${String(lap)}.${String(round)}`;
      const played = playRound(system, name, random.part(`round ${String(round)}`), tally);
      if ((await Promise.race([played, closed])) === "stopped") {
        played.catch(() => undefined);
        return;
      }
      console.log(tally.progress());
    }
  } finally {
    await system.close();
  }
}

async function soak(minutes: number, seed: string): Promise<number> {
  const tally = new Tally();
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const end = Date.now() + minutes * 60_000;
  console.log(`seed ${seed}, ${String(minutes)} minutes; Ctrl-C ends it with the report`);
  let failure: unknown;
  try {
    for (let lap = 1; Date.now() < end && !stop.signal.aborted; lap += 1) {
      await playLap(seed, lap, end, stop.signal, tally);
    }
  } catch (error) {
    failure = error;
  }
  for (const { kind, text } of tally.problems.slice(0, 50)) console.log(`${kind}: ${text}`);
  console.log(`\n${tally.report(seed)}`);
  if (failure !== undefined) console.error(failure);
  return failure === undefined && tally.problems.length === 0 && tally.rounds > 0 ? 0 : 1;
}

const options = readOptions();
if (options === undefined) console.error(usage);
process.exit(options === undefined ? 1 : await soak(options.minutes, options.seed));
