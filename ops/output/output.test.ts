import { afterEach, describe, expect, it, vi } from "vitest";
import { explainAwsFailure } from "../aws-failure.ts";
import { readableDuration, readTime } from "./duration.ts";
import { UsageError } from "../errors.ts";
import { startProgress } from "./progress.ts";
import { screenOf } from "./screen.ts";
import { tableLines } from "./table.ts";
import { wrapped } from "./width.ts";

const now = Date.UTC(2026, 10, 23, 12);
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("output", () => {
  it.each([
    [350, "350 ms"],
    [2_400, "2.4 s"],
    [59_600, "1 min"],
    [185_000, "3 min 5 s"],
    [7_800_000, "2 h 10 min"],
    [345_600_000, "4 d"],
  ])("%i ms read %s", (milliseconds, text) => {
    expect(readableDuration(milliseconds)).toBe(text);
  });

  it("a time is so long ago, or an ISO time", () => {
    expect(readTime("--since", "15m", 1_000_000)).toBe(100_000);
    expect(readTime("--since", "2026-11-23T08:00:00Z", now)).toBe(Date.UTC(2026, 10, 23, 8));
    expect(() => readTime("--since", "soon", 0)).toThrow("--since soon: give how long ago");
  });

  it.each([
    ["2026-11-23", Date.UTC(2026, 10, 23)],
    ["2026-11-23T08:00", Date.UTC(2026, 10, 23, 8)],
    ["2026-11-23 08:00:01.5", Date.UTC(2026, 10, 23, 8, 0, 1, 500)],
    ["2026-11-23T08:00:00+07:00", Date.UTC(2026, 10, 23, 1)],
  ])("a time without a zone is UTC, wherever it is typed: %s", (text, time) => {
    vi.stubEnv("TZ", "America/New_York");
    expect(readTime("--from", text, now)).toBe(time);
  });

  it.each([
    ["2026-11-24", "is in the future; it is 2026-11-23T12:00:00Z now"],
    ["2026-11-23T12:00:00.001Z", "is in the future"],
    ["2026-02-30", "give how long ago"],
    ["2026-13-01", "give how long ago"],
    ["2026-11-23T25:00", "give how long ago"],
    ["2026-11-23T08", "give how long ago"],
    ["999999d", "is before 1970"],
  ])("a time may not be %s", (text, message) => {
    expect(() => readTime("--to", text, now)).toThrow(new RegExp(`^--to ${text}: ${message}`, "u"));
    expect(() => readTime("--to", text, now)).toThrow(UsageError);
  });

  it("a row that is wider than a line goes on below, and a line is broken at its spaces", () => {
    const ids = ["evt_".padEnd(30, "a"), "evt_".padEnd(30, "b")];
    expect(tableLines(["FIRST", "SECOND", "N"], [[...ids, 7]], 40)).toEqual([
      "FIRST",
      "    SECOND                          N",
      ids[0],
      `    ${ids[1] ?? ""}  7`,
    ]);
    expect(wrapped("    -> one two three", 16)).toEqual(["    -> one two", "       three"]);
    expect(wrapped("one two three four", 10)).toEqual(["one two", "  three", "  four"]);
    expect(wrapped('  "text": "stays whole"', 10)).toHaveLength(1);
  });

  it("numbers are right-aligned, and nothing is cut", () => {
    expect(
      tableLines(
        ["A", "N"],
        [
          ["long text", 7],
          ["b", 1000],
        ],
      ),
    ).toEqual(["A             N", "long text     7", "b          1000"]);
  });

  it("progress is a line that is redrawn on a terminal, and a line now and then elsewhere", () => {
    const shown = (isErrTerminal: boolean): string => {
      let text = "";
      let clock = 0;
      const err = (more: string): void => void (text += more);
      const terminal = {
        out: err,
        err,
        isOutTerminal: false,
        isErrTerminal,
        ask: () => Promise.resolve(""),
      };
      const screen = screenOf(terminal);
      const progress = startProgress("Moving", screen, () => clock);
      for (let done = 1; done <= 3; done += 1) {
        clock += 4_000;
        progress(done, 4);
      }
      screen.out("done\n");
      return text;
    };
    const clear = "\r\u001b[2K";
    const lines = ["Moving: 1 of 4 (25 %)", "Moving: 2 of 4 (50 %)", "Moving: 3 of 4 (75 %)", "done\n"];
    expect(shown(true)).toBe(lines.map((line) => `${clear}${line}`).join(""));
    expect(shown(false)).toBe("Moving: 2 of 4 (50 %)\ndone\n");
  });
});

describe("an AWS error", () => {
  const place = { stack: "dev", profile: "work", readyFile: "r.json" };
  const named = (name: string, more: object = {}): Error =>
    Object.assign(new Error("first line\nsecond"), { name, $metadata: {} }, more);

  it.each([
    ["ExpiredTokenException", "have expired: log in again"],
    ["CredentialsProviderError", "no AWS credentials of profile work"],
    ["AccessDeniedException", "lack the permission"],
    ["AWS.SimpleQueueService.NonExistentQueue", "pulumi up --refresh, or another --region"],
    ["ThrottlingException", "try again in a minute"],
  ])("%s says what to do, in one line", (name, advice) => {
    const text = explainAwsFailure(named(name), place);
    expect(text).toContain(advice);
    expect(text).not.toContain("\n");
  });

  it("of the network below says so; any other error is left alone", () => {
    const refused = Object.assign(new AggregateError([Object.assign(new Error("x"), { code: "ECONNREFUSED" })]), {});
    expect(explainAwsFailure(refused, { ...place, stack: "offline" })).toContain("start it with npm start");
    expect(explainAwsFailure(new TypeError("a bug"), place)).toBeUndefined();
  });
});
