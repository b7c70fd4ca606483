import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isBuiltin } from "node:module";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleFiles } from "../../components/bundle.ts";
import { textOutput, type ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { logGroupType } from "../../packages/aws-offline/services/logs/resources.ts";
import { rolePolicyType, roleType } from "../../packages/aws-offline/services/iam/resources.ts";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { evaluate } from "../support/evaluate.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folders = [
  "email-processor",
  "event-enricher",
  "event-reconciler",
  "inventory-processor",
  "mail-outcome",
  "order-processor",
  "stripe-webhook",
  "warehouse-inbox",
];
const scheduled = "event-reconciler";

let graph: ResourceGraph;
beforeAll(async () => {
  graph = await evaluate({ settings: { reconcileHours: "1" } });
});

describe("functions", () => {
  it("are those of functions/, of which one is there where it is asked for only", async () => {
    expect(graph.of(functionType).map(({ name }) => name)).toEqual(folders);
    const usual = (await evaluate()).of(functionType).map(({ name }) => name);
    expect(usual).toEqual(folders.filter((folder) => folder !== scheduled));
    const without = (await evaluate({ settings: { warehouseInbox: "false" } }))
      .of(functionType)
      .map(({ name }) => name);
    expect(without).toEqual(usual.filter((folder) => folder !== "warehouse-inbox"));
  });

  it("run on arm64 and Node 24, and log JSON", () => {
    for (const { name, inputs } of graph.of(functionType)) {
      expect(inputs, name).toMatchObject({
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        loggingConfig: { logFormat: "JSON" },
      });
    }
  });

  it("log what Lambda reports of each invocation only where Stripe waits for it: the lines are paid by the byte", () => {
    for (const { name, inputs } of graph.of(functionType)) {
      const isEntry = name === "stripe-webhook";
      expect(inputs.loggingConfig.systemLogLevel, name).toBe(isEntry ? undefined : "WARN");
    }
    const cheap = graph.of(logGroupType).filter(({ inputs }) => inputs.logGroupClass === "INFREQUENT_ACCESS");
    expect(cheap.map(({ name }) => name)).toEqual(["webhook-access-logs"]);
  });

  it.each([
    ["webhook", (name: string) => name === "stripe-webhook"],
    ["all", () => true],
    ["off", () => false],
  ] as const)("are traced by the setting: %s, and may write to X-Ray only then", async (tracing, isTraced) => {
    const declared = await evaluate({ settings: { tracing } });
    for (const { name, inputs } of declared.of(functionType)) {
      expect(inputs.tracingConfig?.mode, name).toBe(isTraced(name) ? "Active" : "PassThrough");
      const policies = declared.of(rolePolicyType).filter((policy) => policy.name === `${name}-access`);
      expect(
        policies.map(({ inputs: { policy } }) => policy.includes("xray:")),
        name,
      ).toEqual([isTraced(name)]);
    }
  });

  it("have a role and a log group each of their own, whose logs end", () => {
    const functions = graph.of(functionType);
    const roles = graph.of(roleType).map((role) => textOutput(role, "arn"));
    const logGroups = graph.of(logGroupType);
    expect(new Set(functions.map(({ inputs }) => inputs.role)).size).toBe(functions.length);
    expect(new Set(functions.map(({ inputs }) => inputs.loggingConfig.logGroup)).size).toBe(functions.length);
    for (const { name, inputs } of functions) {
      expect(roles, name).toContain(inputs.role);
      const logGroup = logGroups.find((group) => textOutput(group, "name") === inputs.loggingConfig.logGroup);
      expect(logGroup?.inputs.retentionInDays, name).toBe(30);
    }
  });

  it.each(folders)("%s gets every environment variable that it reads, and no other", async (folder) => {
    const found = graph.of(functionType).find(({ name }) => name === folder);
    const given = Object.keys(found?.inputs.environment?.variables ?? {});
    const read = await variablesRead(`functions/${folder}/handler.ts`);
    expect(given.toSorted()).toEqual([...new Set(read)].toSorted());
  });
});

describe("bundles", () => {
  it.each(folders)("of %s is byte-equal when made again, so that a second `up` changes nothing", async (folder) => {
    const made = graph.of(functionType).find(({ name }) => name === folder)?.inputs.code;
    expect(await bundleFiles(`functions/${folder}/handler.ts`)).toEqual(made);
  });

  it("carry source maps that name the sources by their paths in the checkout", () => {
    for (const { name, inputs } of graph.of(functionType)) {
      expect(inputs.code["index.js"], name).toContain("//# sourceMappingURL=index.js.map");
      expect(inputs.code["index.js.map"], name).toContain(`"functions/${name}/handler.ts"`);
      expect(Object.values(inputs.code).join(""), name).not.toContain(root);
    }
  });

  it("load Node's own modules and the files beside them only; event streams, which nothing here has, are left out", () => {
    for (const { name, inputs } of graph.of(functionType)) {
      const loaded = [...(inputs.code["index.js"] ?? "").matchAll(/\brequire\("(?<module>[^"]+)"\)/gu)].map(
        ({ groups }) => groups?.["module"] ?? "",
      );
      expect(loaded, name).toContain("node:https");
      const others = loaded.filter((module) => !isBuiltin(module) && !(module.slice(2) in inputs.code));
      expect([...new Set(others)], name).toEqual(["@smithy/core/event-streams"]);
    }
  });

  it.each([
    // Stripe waits for the webhook's cold start.
    ["stripe-webhook", 220],
    ["event-enricher", 230],
    ["event-reconciler", 240],
    ["order-processor", 332],
    ["email-processor", 382],
    ["inventory-processor", 370],
  ])("of %s has at most %i KB", (folder, limit) => {
    const found = graph.of(functionType).find(({ name }) => name === folder);
    const code = found?.inputs.code["index.js"] ?? "";
    expect(code).not.toBe("");
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(limit * 1000);
  });
});

/** The variables that a function's own sources require, by reading them. */
async function variablesRead(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    packages: "external",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const sources = await Promise.all(Object.keys(metafile.inputs).map((path) => readFile(`${root}/${path}`, "utf8")));
  return sources.flatMap((source) =>
    [...source.matchAll(/require\w+\(\s*"(?<name>[A-Z_]+)"/gu)].flatMap(({ groups }) => groups?.["name"] ?? []),
  );
}
