import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runOps } from "../testing.ts";

async function completionOf(shell: string): Promise<string> {
  const { code, out } = await runOps(["completion", shell]);
  expect(code).toBe(0);
  return out;
}

/** What bash offers after a line; the last word is being typed. */
async function offered(line: string): Promise<string[]> {
  const words = line.split(" ");
  const script = `${await completionOf("bash")}
COMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")})
COMP_CWORD=${String(words.length - 1)}
_ops
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout.trim().split("\n");
}

describe("ops completion", () => {
  it.each([
    ["ops dl", ["dlq"]],
    ["ops dlq red", ["redrive"]],
    ["ops dlq redrive orders --ca", ["--cause"]],
    ["ops --stack dev stock re", ["rename", "remove"]],
    ["ops stock rename A B --js", ["--json"]],
  ])("in bash offers after %s", async (line, words) => {
    expect((await offered(line)).toSorted()).toEqual(words.toSorted());
  });

  it.each(["zsh", "fish"])("for %s has every command", async (shell) => {
    const script = await completionOf(shell);
    for (const path of ["why", "dlq edit", "stock check", "replay export"]) expect(script).toContain(`"${path}"`);
  });

  it("knows no other shell", async () => {
    expect(await runOps(["completion", "cmd"])).toMatchObject({ code: 2 });
  });
});
