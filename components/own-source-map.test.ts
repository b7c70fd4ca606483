import { SourceMap, type SourceMapPayload } from "node:module";
import { encode } from "@jridgewell/sourcemap-codec";
import { expect, it } from "vitest";
import { ownSourceMap } from "./own-source-map.ts";

/** One line: our code, a dependency's, ours again. */
const whole = {
  version: 3,
  sources: ["node_modules/dependency/index.js", "functions/webhook/handler.ts", "functions/shared/log.ts"],
  names: ["theirs", "handler"],
  mappings: encode([
    [
      [0, 1, 4, 2, 1],
      [20, 1, 5, 0],
      [40, 0, 7, 0, 0],
      [50, 0, 8, 0],
      [60, 2, 9, 4],
    ],
  ]),
};

it("finds every place of our own sources as the whole map does, and none of the dependencies'", () => {
  const text = ownSourceMap(JSON.stringify(whole));
  const cut = JSON.parse(text) as SourceMapPayload;
  expect(cut.sources).toEqual(["functions/webhook/handler.ts", "functions/shared/log.ts"]);
  expect(text).not.toContain("theirs");
  const map = new SourceMap(cut);
  const complete = new SourceMap(whole as SourceMapPayload);
  for (const column of [0, 19, 20, 39, 60, 99]) {
    expect(placeIn(map, column), String(column)).toEqual(placeIn(complete, column));
  }
  expect(map.findEntry(0, 0)).toMatchObject({ name: "handler" });
  for (const column of [40, 50, 59]) expect(placeIn(map, column), String(column)).toBeUndefined();
});

function placeIn(map: SourceMap, column: number): string | undefined {
  const entry = map.findEntry(0, column);
  if (!("originalSource" in entry) || entry.originalSource === undefined) return undefined;
  return `${entry.originalSource}:${String(entry.originalLine)}:${String(entry.originalColumn)}`;
}

it("is idempotent, and refuses what is not a source map", () => {
  const once = ownSourceMap(JSON.stringify(whole));
  expect(ownSourceMap(once)).toBe(once);
  expect(() => ownSourceMap('{"version":2}')).toThrow("Expected 3");
});
