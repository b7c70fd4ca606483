import { explainAwsFailure } from "../../ops/aws-failure.ts";
import { createContext } from "../../ops/context.ts";
import { exitCodes, UsageError, type ExitCode } from "../../ops/errors.ts";
import { isUp, readyFileOf } from "../../ops/ready-file.ts";
import { screenOf } from "../../ops/output/screen.ts";
import { createProgram, runProgram } from "../../ops/program.ts";
import type { Terminal } from "../../ops/terminal.ts";
import { planLines } from "../plan/lines.ts";
import { planFor } from "../plan/plan.ts";
import { reportLines } from "../report/lines.ts";
import { hasPassed } from "../report/report.ts";
import { writeReport } from "../report/write.ts";
import { profiles } from "../shared/profiles.ts";
import { findK6 } from "./k6.ts";
import { load, refuseProduction } from "./load.ts";
import { startOwnRun } from "./offline-run.ts";
import {
  addOptions,
  profileOf,
  type RawOptions,
  readRate,
  readRawOptions,
  readRemoteWrite,
  readReportFile,
  readSeconds,
} from "./options.ts";

const help = `
Exit codes: 0 all thresholds held and every event was delivered right, 1 not so or failed, 2 wrong usage.
docs/load-testing.md shows each profile with its output.`;

/** Never throws; reports what is wrong in one line on standard error. */
export async function main(args: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = addOptions(createProgram("loadtest", terminal))
    .description("Loads a stack with Stripe events and verifies that each of them was delivered, once.")
    .addHelpText("after", help)
    .action(async (values: Readonly<Record<string, unknown>>) => {
      const raw = readRawOptions(values);
      code = await (raw.plan === undefined ? runLoad(raw, terminal, signal) : showPlan(raw, raw.plan, terminal));
    });
  const explain = (error: unknown) => explainAwsFailure(error, commonOptions(readRawOptions(program.opts()), ""));
  return (await runProgram(program, args, terminal, explain)) ?? code;
}

async function showPlan(raw: RawOptions, rate: string, terminal: Terminal): Promise<ExitCode> {
  // The offline run has the settings of stack dev.
  const stage = raw.stack === "offline" ? "dev" : (raw.stack.split("/").at(-1) ?? raw.stack);
  const parcels = raw.parcels === undefined ? 0 : readRate("--parcels", raw.parcels);
  const plan = await planFor(readRate("--plan", rate), stage, raw.region, parcels);
  const lines = raw.json ? [JSON.stringify(plan, null, 2)] : planLines(plan);
  terminal.out(lines.map((line) => `${line}\n`).join(""));
  return exitCodes.done;
}

async function runLoad(raw: RawOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const profile = profileOf(raw);
  refuseProduction(raw.stack, raw.yesLoadProd);
  const isOffline = raw.stack === "offline";
  const { rate, seconds } = profiles[profile].defaults[isOffline ? "offline" : "deployed"];
  const asked = {
    rate: raw.rate === undefined ? rate : readRate("--rate", raw.rate),
    seconds: raw.duration === undefined ? seconds : readSeconds("--duration", raw.duration),
  };
  if (raw.parcels !== undefined) throw new UsageError(`--parcels ${raw.parcels}: give it with --plan`);
  const prometheus = raw.prometheus === undefined ? undefined : readRemoteWrite(raw.prometheus);
  const k6 = await findK6();
  const junitFile = raw.junit === undefined ? undefined : await readReportFile(raw.junit);
  const readyFile = readyFileOf(raw);
  const own = isOffline && !(await isUp(readyFile)) ? await startOwnRun() : undefined;
  try {
    const context = createContext(commonOptions(raw, own?.readyFile ?? readyFile), {
      terminal: screenOf(terminal),
      signal,
    });
    context.note(own === undefined ? `Loading ${raw.stack}.` : "Started an offline run of its own.");
    const { readArchive } = raw;
    const plan = { profile, load: asked, k6, junitFile, prometheus };
    const report = await load(context, { ...plan, pid: own?.pid, readArchive });
    const [json, html] = await writeReport(raw.results, report);
    context.print(report, () => [...reportLines(report), "", json, html]);
    return hasPassed(report) ? exitCodes.done : exitCodes.failed;
  } finally {
    await own?.stop();
  }
}

function commonOptions({ stack, region, awsProfile, json }: RawOptions, readyFile: string) {
  return {
    stack,
    json,
    readyFile,
    yes: false,
    zeroIfNothing: false,
    ...(region === undefined ? {} : { region }),
    ...(awsProfile === undefined ? {} : { profile: awsProfile }),
  };
}
