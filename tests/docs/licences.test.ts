import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/markdown.ts";

/** Licences that ask for no more than their own text, by their SPDX names. */
const permissive = new Set([
  "MIT",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "0BSD",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Python-2.0",
]);

/** Packages whose licence is another one, or is declared otherwise, and why they may be here all the same. */
const accepted: Readonly<Record<string, string>> = {
  "@logdna/tail-file": "says SEE LICENSE IN LICENSE: that file is the MIT licence",
  "spdx-exceptions": "CC-BY-3.0: a list of names, read by npm's licence parser in the Pulumi SDK, not changed",
  lightningcss: "MPL-2.0: a development tool inside vite, used unchanged and shipped nowhere",
};

const lockfile = v.object({
  packages: v.record(
    v.string(),
    v.object({
      optional: v.optional(v.boolean(), false),
      integrity: v.optional(v.string()),
      resolved: v.optional(v.string()),
    }),
  ),
});
const manifest = v.object({
  license: v.optional(v.union([v.string(), v.object({ type: v.string() })])),
});

interface Package {
  readonly name: string;
  /** Undefined when it is not installed: an optional one of another platform. */
  readonly licence: string | undefined;
  readonly optional: boolean;
}

async function locked() {
  const { packages } = v.parse(lockfile, JSON.parse(await readDocument("package-lock.json")));
  return Object.entries(packages).filter(([folder]) => folder !== "");
}

async function installed(): Promise<Package[]> {
  return Promise.all(
    (await locked()).map(async ([folder, { optional }]) => {
      const name = folder.split("node_modules/").at(-1) ?? folder;
      return { name, licence: await licenceIn(folder), optional };
    }),
  );
}

async function licenceIn(folder: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(new URL(`../../${folder}/package.json`, import.meta.url), "utf8");
  } catch {
    return undefined;
  }
  const { license } = v.parse(manifest, JSON.parse(text));
  return (typeof license === "object" ? license.type : license) ?? "none";
}

/** Every part of an expression such as `(BSD-3-Clause AND Apache-2.0)`; of alternatives one part is enough. */
function isPermissive(licence: string): boolean {
  const parts = licence.replaceAll(/[()]/gu, "").split(/ (?:AND|OR) /u);
  return licence.includes(" OR ")
    ? parts.some((part) => permissive.has(part))
    : parts.every((part) => permissive.has(part));
}

/** The main package's name of one that brings its binary for a platform: `lightningcss-linux-x64-gnu`. */
function familyOf(name: string): string {
  return Object.keys(accepted).find((known) => name === known || name.startsWith(`${known}-`)) ?? name;
}

const npm = "https://registry.npmjs.org/";
const packages = await installed();

describe("every package that npm ci installs", () => {
  it("has a permissive licence, or is listed above with its reason", () => {
    expect(packages.length).toBeGreaterThan(300);
    const others = packages
      .filter(({ licence }) => licence !== undefined && !isPermissive(licence))
      .filter(({ name }) => accepted[familyOf(name)] === undefined);
    expect(others).toEqual([]);
  });

  it("is there, those for other platforms aside", () => {
    expect(packages.filter(({ licence, optional }) => licence === undefined && !optional)).toEqual([]);
  });

  it("is locked by its hash, on every platform, and comes from npm's registry", async () => {
    const unsafe = (await locked()).filter(
      ([, { integrity = "", resolved = npm }]) => !integrity.startsWith("sha512-") || !resolved.startsWith(npm),
    );
    expect(unsafe.map(([folder]) => folder)).toEqual([]);
  });

  it("and no reason is left of a package that is gone", () => {
    const inUse = new Set(packages.map(({ name }) => familyOf(name)));
    expect(Object.keys(accepted).filter((name) => !inUse.has(name))).toEqual([]);
  });
});
