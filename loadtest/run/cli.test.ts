import { lstat, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "./cli.ts";
import { findK6 } from "./k6.ts";
import { readReportFile } from "./options.ts";

async function run(...args: string[]): Promise<{ code: number; err: string }> {
  let err = "";
  const terminal = {
    out: () => undefined,
    err: (text: string) => void (err += text),
    isOutTerminal: false,
    isErrTerminal: false,
    columns: 120,
    ask: () => Promise.resolve(undefined),
  };
  const code = await main(args, terminal, new AbortController().signal);
  return { code, err };
}

describe("npm run loadtest", () => {
  it.each(["prod", "acme/order-processing-system/prod"])("refuses %s without --yes-load-prod", async (stack) => {
    const { code, err } = await run("--stack", stack);
    expect(code).toBe(2);
    expect(err).toContain("--yes-load-prod");
  });

  it.each([
    ["an unknown profile", ["--profile", "storm"], "--profile storm: there are smoke"],
    ["a rate that is none", ["--rate", "many"], "--rate many: give a whole number"],
    ["a rate of nothing", ["--rate", "0"], "--rate 0"],
    ["a duration without its unit", ["--duration", "30"], "--duration 30: give a time such as 90s"],
    [
      "a server without its address",
      ["--prometheus", "prometheus:9090"],
      "--prometheus prometheus:9090: give the server's",
    ],
    [
      "a report of no load",
      ["--plan", "100", "--junit", "x.xml"],
      "'--plan <events/s>' cannot be used with option '--junit",
    ],
    ["parcels of a load", ["--parcels", "3"], "--parcels 3: give it with --plan"],
    ["an unknown option", ["--speed", "9"], "unknown option"],
  ])("refuses %s, and says what there is", async (_name, args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe("--junit FILE", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "junit-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is refused where k6 could not write it, which k6 only logs after the load", async () => {
    const file = path.join(folder, "file");
    await writeFile(file, "");
    await expect(readReportFile(folder)).rejects.toThrow(`--junit ${folder} cannot be written: EISDIR`);
    await expect(readReportFile(path.join(file, "junit.xml"))).rejects.toThrow(/cannot be written: E(?:EXIST|NOTDIR)/u);
  });

  it("has its folder made, and does not keep an earlier run's report", async () => {
    const file = path.join(folder, "reports", "junit.xml");
    expect(await readReportFile(file)).toBe(file);
    await writeFile(file, "of an earlier run");
    await readReportFile(file);
    await expect(stat(file)).rejects.toThrow("ENOENT");
  });

  it("may be a link, to a device too, which stays", async () => {
    const link = path.join(folder, "link");
    await symlink("/dev/null", link);
    expect(await readReportFile(link)).toBe(link);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
  });
});

describe("without k6", () => {
  const searched = process.env["PATH"];
  beforeEach(() => {
    process.env["PATH"] = "/nowhere";
  });
  afterEach(() => {
    process.env["PATH"] = searched;
  });

  it("says in one line how to get it, before anything is started", async () => {
    const { code, err } = await run();
    expect(code).toBe(1);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).toContain("k6 is not on the PATH");
  });

  it.each([
    ["darwin", "brew install k6"],
    ["linux", "go install go.k6.io/k6"],
    ["win32", "winget install k6"],
    ["freebsd", "https://grafana.com"],
  ] as const)("names the way of %s", async (platform, way) => {
    await expect(findK6("/nowhere", platform)).rejects.toThrow(way);
  });
});
