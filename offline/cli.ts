import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { exitCodes, type ExitCode } from "../ops/errors.ts";
import { createProgram, runProgram } from "../ops/program.ts";
import { processTerminal } from "../ops/terminal.ts";
import { addOptions, readOptions, type OfflineOptions } from "./options.ts";
import { addresses, builtTable, faultLines, journeyLines, nextSteps } from "./report.ts";
import type { OfflineRun } from "./run.ts";
import { travel } from "./samples/journey.ts";
import { observe } from "./samples/observations.ts";
import { startSamples, type Sample } from "./samples/samples.ts";
import { sendEvent } from "./samples/send.ts";
import { Serving } from "./serving.ts";
import { openSession } from "./session.ts";
import { StateFolder } from "./state-folder.ts";
import { defined } from "../packages/aws-offline/defined.ts";

/** A sample that has not come through by then is reported as incomplete. */
const sampleDeadlineMilliseconds = 30_000;

const help = `
Exit codes: 0 done, 1 failed, 2 wrong usage. offline/README.md shows what a run offers.`;

/** Never throws; prints an error as one message without a stack trace. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = addOptions(createProgram("npm start --", processTerminal))
    .description("Runs the program in index.ts on embedded AWS services.")
    .addHelpText("after", help)
    .action(async (values: Readonly<Record<string, unknown>>) => {
      code = await serve(readOptions(values, process.env));
    });
  // Errors of the program or its settings already name the place.
  const explain = (error: unknown) => (error instanceof Error ? error.message : undefined);
  return (await runProgram(program, args, processTerminal, explain)) ?? code;
}

async function serve(options: OfflineOptions): Promise<ExitCode> {
  const state = options.stateFolder === undefined ? undefined : await StateFolder.open(options.stateFolder);
  try {
    return await serveFrom(options, state);
  } finally {
    await state?.close();
  }
}

async function serveFrom(options: OfflineOptions, state: StateFolder | undefined): Promise<ExitCode> {
  const stopped = stopSignal();
  const started = performance.now();
  const faults = await faultsOf(options);
  const session = await openSession(options, defined({ faults, saved: state?.saved }));
  const serving = new Serving(session, options, state);
  try {
    console.log(`Built from index.ts with the settings of stack ${options.settings}: ${builtTable(session.run)}\n`);
    for (const warning of session.run.warnings) console.warn(`warning: ${warning}`);
    console.log(addresses(session));
    console.log(`\nReady after ${((performance.now() - started) / 1000).toFixed(1)} s.`);

    // A run that goes on has its samples already.
    const sends = options.samples && state?.saved === undefined;
    const outcome = await Promise.race([sends ? sendSamples(session.run) : Promise.resolve(true), stopped]);
    if (options.exit) return outcome === true ? exitCodes.done : exitCodes.failed;
    if (outcome !== "stopped") {
      console.log(`\nServing. Ctrl-C ends it.\n${nextSteps(session)}`);
      if (options.watch) serving.follow();
      await stopped;
    }
    await serving.drain();
    return exitCodes.done;
  } finally {
    if (faults !== undefined) console.log(`\n${faultLines(serving.run.faults.counts())}`);
    await serving.close();
  }
}

/** Loaded only where there is a plan. */
async function faultsOf({ faultsFile }: OfflineOptions) {
  if (faultsFile === undefined) return undefined;
  const { readFaultPlan } = await import("./fault-plan.ts");
  return readFaultPlan(faultsFile);
}

async function sendSamples(run: OfflineRun): Promise<boolean> {
  const { stripe } = run;
  if (stripe === undefined) {
    console.log(
      "\nNo samples: Stripe's own API, which you chose by its key, does not know them. Use `stripe trigger`.",
    );
    return true;
  }
  const samples = startSamples(randomBytes(4).toString("hex"), run.livemode);
  for (const object of samples.flatMap(({ objects }) => objects)) stripe.put(object);
  const ports = {
    send: ({ event }: Sample) => sendEvent(event, run).then(({ status }) => status),
    observations: observe(run),
    now: () => performance.now(),
    pause: () => delay(10),
  };
  const journeys = await Promise.all(samples.map((sample) => travel(sample, ports, sampleDeadlineMilliseconds)));
  console.log(
    `\nThree ${run.webhookUrl === "" ? "" : "signed "}sample events, with the time from each one's request:\n`,
  );
  for (const journey of journeys) console.log(`${journeyLines(journey, run)}\n`);
  return journeys.every(({ complete }) => complete);
}

/** A terminal and npm may both pass on one Ctrl-C. */
const sameSignalMilliseconds = 1_000;

/** Resolves at the first Ctrl-C or termination; the next one, if it is not the same, ends the process at once. */
function stopSignal(): Promise<"stopped"> {
  const { promise, resolve } = Promise.withResolvers<"stopped">();
  let first: number | undefined;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      first ??= performance.now();
      resolve("stopped");
      if (performance.now() - first > sameSignalMilliseconds) process.exit(130);
    });
  }
  return promise;
}
