import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { startConsole } from "./console/server.ts";
import { Traffic } from "./console/flow/traffic.ts";
import { levels, lineText, readLine } from "../ops/core/logs/log-line.ts";
import { exitCodes, OpsError, type ExitCode } from "../ops/errors.ts";
import { createProgram, runProgram } from "../ops/program.ts";
import { processTerminal } from "../ops/terminal.ts";
import { addOptions, readOptions, type OfflineOptions } from "./options.ts";
import { readyOf, writeReadyFile } from "./ready-file.ts";
import { describeFault } from "../packages/aws-offline/faults/active-fault.ts";
import { addresses, builtTable, faultLines, journeyLines, nextSteps } from "./report.ts";
import { startRun, type OfflineRun } from "./run.ts";
import { travel } from "./samples/journey.ts";
import { observe } from "./samples/observations.ts";
import { startSamples, type Sample } from "./samples/samples.ts";
import { postEvent } from "./samples/send.ts";

/** A sample that has not come through by then is reported as incomplete. */
const sampleDeadlineMilliseconds = 30_000;
const drainDeadlineMilliseconds = 10_000;

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
  const stopped = stopSignal();
  const started = performance.now();
  const faults = await faultsOf(options);
  const run = await startRun({
    ...options,
    ...(faults === undefined ? {} : { faults }),
    onProblem: ({ source, stage, code, message }) => console.error(`${source}: ${stage} failed: ${code}: ${message}`),
  });
  run.lambda.onLog(({ functionName, text, source }) => {
    if (source === "function") printWarning(functionName, text, options.json);
  });
  run.faults.onInjection(({ fault, place }) => console.error(`fault: ${describeFault(fault)}: ${place}`));
  const web = await openConsole(options, run);
  let ready: Awaited<ReturnType<typeof writeReadyFile>> | undefined;
  try {
    console.log(`Built from index.ts with the settings of stack ${options.settings}: ${builtTable(run)}\n`);
    for (const warning of run.warnings) console.warn(`warning: ${warning}`);
    ready = await writeReadyFile(options.readyFile, readyOf(run, web.url));
    console.log(addresses(run, web.url, ready.file));
    console.log(`\nReady after ${((performance.now() - started) / 1000).toFixed(1)} s.`);

    const samples = options.samples ? sendSamples(run) : Promise.resolve(true);
    const outcome = await Promise.race([samples, stopped]);
    if (options.exit) return outcome === true ? exitCodes.done : exitCodes.failed;
    if (outcome !== "stopped") {
      console.log(`\nServing. Ctrl-C ends it.\n${nextSteps(web.url, ready.file)}`);
      await stopped;
    }
    await drain(run);
    return exitCodes.done;
  } finally {
    if (faults !== undefined) console.log(`\n${faultLines(run.faults.counts())}`);
    ready?.remove();
    await web.close();
    await run.close();
  }
}

function printWarning(functionName: string, text: string, json: boolean): void {
  const line = readLine({ id: "", at: Date.now(), source: functionName, text });
  if (line === undefined || levels.indexOf(line.level) < levels.indexOf("warn")) return;
  console.error(json ? text.trim() : lineText(line));
}

/** Loaded only where there is a plan. */
async function faultsOf({ faultsFile }: OfflineOptions) {
  if (faultsFile === undefined) return undefined;
  const { readFaultPlan } = await import("./fault-plan.ts");
  return readFaultPlan(faultsFile);
}

async function openConsole(options: OfflineOptions, run: OfflineRun): ReturnType<typeof startConsole> {
  try {
    const traffic = new Traffic(run.aws, run.lambda);
    const web = await startConsole(options.ports.console, async () => {
      const { createApp } = await import("./console/app.ts");
      return createApp(run, traffic, web.url);
    });
    return web;
  } catch (cause) {
    await run.close();
    if (!(cause instanceof Error && Reflect.get(cause, "code") === "EADDRINUSE")) throw cause;
    const port = String(options.ports.console);
    throw new OpsError(`Port ${port} is taken: give another one with --console-port N, or 0 for any free one`, {
      cause,
    });
  }
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
    send: ({ event }: Sample) => postEvent(run.webhookUrl, run.webhookSecret, event),
    observations: observe(run),
    now: () => performance.now(),
    pause: () => delay(10),
  };
  const journeys = await Promise.all(samples.map((sample) => travel(sample, ports, sampleDeadlineMilliseconds)));
  console.log(`\nThree signed sample events, with the time from each one's request:\n`);
  for (const journey of journeys) console.log(`${journeyLines(journey)}\n`);
  return journeys.every(({ complete }) => complete);
}

async function drain(run: OfflineRun): Promise<void> {
  console.log("Draining: no more requests are taken.");
  const waiting = await run.drain(drainDeadlineMilliseconds);
  if (waiting > 0) console.log(`${String(waiting)} messages still waited for a retry; the offline run keeps nothing.`);
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
