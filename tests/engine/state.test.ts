import { describe, expect, it } from "vitest";
import { prerequisites, type StateResource } from "./state.ts";

const resource = (urn: string, ...dependencies: string[]): StateResource => ({
  urn,
  type: "aws:sqs/queue:Queue",
  custom: true,
  dependencies,
  protect: false,
  retainOnDelete: false,
  inputs: {},
  outputs: {},
});

describe("prerequisites", () => {
  it("are found through any number of resources, and only those", () => {
    const state = [resource("mapping", "function"), resource("function", "role"), resource("role"), resource("topic")];
    expect(prerequisites("mapping", state)).toEqual(new Set(["function", "role"]));
  });
});
