import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { TrafficSeed } from "../../packages/stripe-offline/traffic/traffic.ts";
import { extentOf, type Load, type Place, type ProfileName, profiles } from "../shared/profiles.ts";
import { runK6 } from "./k6.ts";
import { readRecords, type Records } from "./records.ts";
import { readSummary, type Summary } from "./summary.ts";

/** How long k6 may take beyond the load itself: its start, and what it waits for at the end. */
const extraSeconds = 120;

export interface LoadPlan {
  readonly profile: ProfileName;
  readonly load: Load;
  readonly k6: string;
  /** Where the thresholds go as a JUnit report. */
  readonly junitFile?: string | undefined;
  /** Of a Prometheus server's remote write. */
  readonly prometheus?: string | undefined;
}

export interface Destination {
  readonly url: string;
  readonly secret: string;
  readonly place: Place;
}

/** https://grafana.com/docs/k6/latest/results-output/real-time/prometheus-remote-write/ */
function remoteWrite(url: string): Record<string, string> {
  return { K6_PROMETHEUS_RW_SERVER_URL: url, K6_PROMETHEUS_RW_TREND_STATS: "p(50),p(95),p(99)" };
}

/** Runs the profile's script with k6. @returns each request, and what k6 says of the whole */
export async function sendLoad(
  { profile, load, k6, junitFile, prometheus }: LoadPlan,
  { run, at }: TrafficSeed,
  { url, secret, place }: Destination,
  signal: AbortSignal,
): Promise<Records & { readonly summary: Summary }> {
  const { seconds } = extentOf(profiles[profile].curve(load));
  const folder = await mkdtemp(path.join(tmpdir(), "loadtest-k6-"));
  const [recordFile, summaryFile] = [path.join(folder, "record.txt"), path.join(folder, "summary.json")];
  try {
    await runK6(k6, {
      script: fileURLToPath(new URL(`../${profile}.ts`, import.meta.url)),
      environment: {
        WEBHOOK_URL: url,
        WEBHOOK_SECRET: secret,
        RUN: run,
        RUN_AT: String(at),
        PLACE: place,
        RATE: String(load.rate),
        SECONDS: String(load.seconds),
        RECORDS: "1",
        JUNIT: junitFile === undefined ? path.join(folder, "junit.xml") : path.resolve(junitFile),
        ...(prometheus === undefined ? {} : remoteWrite(prometheus)),
      },
      outputs: prometheus === undefined ? [] : ["experimental-prometheus-rw"],
      recordFile,
      summaryFile,
      limitSeconds: seconds + extraSeconds,
      signal,
    });
    return { ...(await readRecords(recordFile)), summary: await readSummary(summaryFile) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
