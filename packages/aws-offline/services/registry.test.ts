import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type * as v from "valibot";
import { registry } from "./registry.ts";
import { resourceTypes } from "./resource-types.ts";

const types = [...resourceTypes.values()];

describe("the registry", () => {
  it("has a line for each folder of a service, and a folder for each line", async () => {
    const entries = await readdir(new URL(".", import.meta.url), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const lines = Object.values(registry).map((entry) => folderOf(Object.values(entry).map(String)));
    expect(lines.toSorted()).toEqual(folders.toSorted());
  });
});

describe("the descriptions of resource types", () => {
  it("are one per type, for Pulumi and for Terraform", () => {
    expect(types.length).toBeGreaterThan(40);
    expect(new Set(types.map(({ terraform }) => terraform.type)).size).toBe(types.length);
  });

  it.each(types)(
    "$token: its names are those of its inputs",
    ({ inputs, autoname, replaces, references, terraform }) => {
      const known = entriesOf(inputs);
      const named = [
        ...(autoname === undefined ? [] : [autoname]),
        ...replaces,
        ...Object.keys(references).map((path) => path.split(/[.[]/u)[0] ?? ""),
        ...Object.keys(terraform.arguments ?? {}),
      ];
      expect(named.filter((name) => !known.has(name))).toEqual([]);
      expect(Object.values(references).filter((token) => !resourceTypes.has(token))).toEqual([]);
    },
  );

  it("say how AWS's API makes each type", async () => {
    const place = { client: client(), accountId: "0".repeat(12), environment: {} };
    const services = await Promise.all(
      Object.values(registry).flatMap((entry) => ("sdk" in entry ? [entry.sdk()] : [])),
    );
    const made = services.flatMap(({ handlers }) => handlers(place)).map(({ token }) => token);
    expect(made.toSorted()).toEqual(types.map(({ token }) => token).toSorted());
  });
});

/** The folder that a line's imports name. */
function folderOf(imports: readonly string[]): string {
  return /import\("\.\/(?<folder>[\w-]+)\//u.exec(imports.join(" "))?.groups?.["folder"] ?? "";
}

function entriesOf(schema: v.GenericSchema): Set<string> {
  const entries: unknown = Reflect.get(schema, "entries");
  if (typeof entries !== "object" || entries === null) throw new Error("the inputs are not an object");
  return new Set(Object.keys(entries));
}

function client() {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: "http://127.0.0.1:1", region: "eu-west-1", credentials };
}
