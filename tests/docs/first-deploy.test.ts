import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readDocument, tableUnder } from "../../scripts/markdown.ts";
import { parseOpsCommand } from "../support/ops-commands.ts";

const folder = "ops/core/doctor";
const document = await readDocument("docs/first-deploy.md");
const before = tableUnder(document, "Before `pulumi up`").map((row) => row["shown by"] ?? "");
const after = tableUnder(document, "After `pulumi up`");
const commands = [...before, ...after.map((row) => row["shown without `doctor` by"] ?? "")].flatMap((cell) =>
  [...cell.matchAll(/`(?<command>[^`]+)`/gu)].map(({ groups }) => groups?.["command"] ?? ""),
);

/** The names of the checks, as the first argument of what makes a finding. */
async function checksOfDoctor(): Promise<string[]> {
  const files = (await readdir(folder)).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "finding.ts",
  );
  const sources = await Promise.all(files.map((file) => readDocument(`${folder}/${file}`)));
  const calls = sources.flatMap((source) => [
    ...source.matchAll(/\b(?:ok|warning|problem|judge)\(\s*"(?<check>[^"]+)"/gu),
  ]);
  return [...new Set(calls.map(({ groups }) => groups?.["check"] ?? ""))];
}

describe("docs/first-deploy.md", () => {
  it("has a row for each check of doctor, and no other", async () => {
    expect(after.map(({ check = "" }) => check).toSorted()).toEqual((await checksOfDoctor()).toSorted());
  });

  it("shows each row by a command, of ops one that there is", async () => {
    const rows = [...before, ...after.map((row) => row["shown without `doctor` by"])];
    expect(rows.filter((cell) => cell === undefined || !/`|Stripe's dashboard/u.test(cell))).toEqual([]);
    const ops = commands.flatMap((command) => command.split("npm run ops -- ").slice(1));
    expect(ops.length).toBeGreaterThan(8);
    for (const command of ops) await expect(parseOpsCommand(command), command).resolves.toBeUndefined();
  });

  it("names calls of AWS that AWS has", async () => {
    const calls = [...commands.join("\n").matchAll(/\baws (?<service>[a-z]+) (?<call>[a-z-]+)/gu)];
    expect(calls.length).toBeGreaterThan(10);
    const clients: Readonly<Record<string, string>> = { events: "eventbridge" };
    for (const { groups: { service = "", call = "" } = {} } of calls) {
      if (service === "account") continue;
      const client: object = await import(`@aws-sdk/client-${clients[service] ?? service}`);
      const pascal = call.replaceAll(/(?:^|-)(?<letter>.)/gu, (_, letter: string) => letter.toUpperCase());
      expect(Object.keys(client)).toContain(`${pascal}Command`);
    }
  });
});
