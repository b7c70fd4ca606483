import { lstat, mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { type Command, Option } from "commander";
import * as v from "valibot";
import { UsageError } from "../../ops/errors.ts";
import { addRunOptions } from "../../ops/ready-file.ts";
import { isProfileName, profileNames, profiles, type ProfileName } from "../shared/profiles.ts";

const text = v.pipe(v.string(), v.minLength(1));
const schema = v.object({
  stack: text,
  region: v.exactOptional(text),
  awsProfile: v.exactOptional(text),
  profile: text,
  rate: v.exactOptional(text),
  duration: v.exactOptional(text),
  run: v.exactOptional(text),
  readyFile: v.exactOptional(text),
  results: text,
  junit: v.exactOptional(text),
  prometheus: v.exactOptional(text),
  readArchive: v.boolean(),
  yesLoadProd: v.boolean(),
  plan: v.exactOptional(text),
  parcels: v.exactOptional(text),
  json: v.boolean(),
});

export type RawOptions = v.InferOutput<typeof schema>;

export function addOptions(program: Command): Command {
  return addRunOptions(program)
    .option("--profile <name>", `what to load with: ${profileNames.join(", ")}`, "smoke")
    .option("--stack <name>", "a deployed stack's name, or offline", "offline")
    .option("--rate <events/s>", "instead of the profile's own rate")
    .option("--duration <time>", "instead of the profile's own length: 90s, 10m, 1h")
    .option("--results <folder>", "where the reports go", "loadtest/results")
    .option("--junit <file>", "write the thresholds as a JUnit report for CI")
    .option("--prometheus <url>", "write k6's metrics to a Prometheus server as they come (its remote write)")
    .option("--read-archive", "on AWS: wait ten minutes, then read the archive itself, not the journal alone", false)
    .option("--yes-load-prod", "do load the production stack", false)
    .addOption(
      new Option("--plan <events/s>", "no load: what breaks first at this rate, and what it costs").conflicts([
        "rate",
        "duration",
        "junit",
        "prometheus",
      ]),
    )
    .option("--parcels <parcels/s>", "with --plan: what the warehouse reports beside the events")
    .option("--region <region>", "AWS Region; default: where the stack's resources are")
    .option("--aws-profile <name>", "profile of the AWS configuration; default: AWS's usual credential chain")
    .option("--json", "print the result as JSON", false);
}

export function readRawOptions(values: Readonly<Record<string, unknown>>): RawOptions {
  return v.parse(schema, values);
}

/** @throws UsageError that names what there is */
export function profileOf({ profile }: RawOptions): ProfileName {
  if (isProfileName(profile)) return profile;
  const all = profileNames.map((name) => `${name} (${profiles[name].purpose})`).join(", ");
  throw new UsageError(`--profile ${profile}: there are ${all}`);
}

const unitSeconds = { s: 1, m: 60, h: 3_600 } as const;

/** @throws UsageError */
export function readSeconds(option: string, value: string): number {
  const [, count, unit] = /^(?<count>\d{1,6})(?<unit>[smh])$/u.exec(value) ?? [];
  const seconds = Number(count) * (unitSeconds[unit as keyof typeof unitSeconds] ?? 0);
  if (seconds > 0) return seconds;
  throw new UsageError(`${option} ${value}: give a time such as 90s, 10m or 1h`);
}

/** @throws UsageError */
export function readRemoteWrite(value: string): string {
  if (URL.canParse(value) && /^https?:$/u.test(new URL(value).protocol)) return value;
  throw new UsageError(`--prometheus ${value}: give the server's address, such as http://localhost:9090/api/v1/write`);
}

/**
 * Makes its folder, and takes away an earlier run's report, which would pass for this one's.
 * @throws UsageError where k6 could not write the report: k6 itself only logs that, after the load
 */
export async function readReportFile(value: string): Promise<string> {
  try {
    await mkdir(path.dirname(value), { recursive: true });
    await (await open(value, "w")).close();
    // Not a device such as /dev/stdout.
    if ((await lstat(value)).isFile()) await rm(value);
    return value;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--junit ${value} cannot be written: ${cause}`, { cause: error });
  }
}

/** Whole events a second, as k6 counts its arrivals. @throws UsageError */
export function readRate(option: string, value: string): number {
  const rate = /^\d{1,6}$/u.test(value) ? Number(value) : 0;
  if (rate > 0) return rate;
  throw new UsageError(`${option} ${value}: give a whole number a second`);
}
