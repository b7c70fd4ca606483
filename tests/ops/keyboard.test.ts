import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { runOps } from "../../ops/testing.ts";
import { openShop } from "../support/opened.ts";

const { operator } = await openShop({ stock: { LAMP: 0 } });

describe("at the keyboard ops", () => {
  it("names a mistyped subcommand as such", async () => {
    for (const [args, named] of [
      [["dlq", "redrve"], 'unknown command or queue "redrve"; expected list, show, edit, redrive, purge, orders,'],
      [["stock", "alocate"], 'unknown command "alocate"; expected list, set, import, allocate,'],
      [["replay", "lst"], 'unknown command "lst"; expected list, cancel'],
    ] as const) {
      const { code, err } = await operator.run(args);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(named) as string });
    }
  });

  it("takes the stack from OPS_STACK and the run from OPS_READY_FILE, and 0 for nothing where an option asks for it", async () => {
    vi.stubEnv("OPS_STACK", "elsewhere");
    expect((await operator.run(["stock"])).err).toMatch(/pulumi|elsewhere/u);
    vi.stubEnv("OPS_STACK", "offline");
    vi.stubEnv("OPS_READY_FILE", operator.readyFile);
    expect(await runOps(["stock", "list", "--low", "0"])).toMatchObject({ code: 0 });
    vi.unstubAllEnvs();
    expect(await operator.run(["trace", "evt_nobody", "--zero-if-nothing"])).toMatchObject({ code: 0 });
    expect((await operator.run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it.runIf(existsSync("/dev/full"))("fails in one line where its output cannot be written", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, ["ops/main.ts", "completion", "bash"], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^The output could not be written: ENOSPC.*\n$/u) as string,
    });
  });

  it("names the argument that is not the number of a signing secret", async () => {
    const { code, err } = await operator.run(["secret", "remove", "0"]);
    expect({ code, err }).toEqual({ code: 2, err: "number 0: give a number from 1 to 8\n" });
  });

  it("says once that a run does not respond", async () => {
    const ready = JSON.parse(await readFile(operator.readyFile, "utf8")) as object;
    const file = join(operator.folder, "dead.json");
    await writeFile(
      file,
      JSON.stringify({ ...ready, awsEndpoint: "http://127.0.0.1:1", webhookUrl: "http://127.0.0.1:1" }),
    );
    for (const command of ["doctor", "why"]) {
      const { code, out, err } = await runOps([command, "--ready-file", file]);
      expect({ code, out, lines: err.trim().split("\n").length }).toEqual({ code: 1, out: "", lines: 1 });
      expect(err).toContain("the offline run does not respond");
    }
  });
});
