import { describe, expect, it } from "vitest";
import { figureLine, machineLine } from "./results.ts";

describe("what a benchmark prints", () => {
  it("is each figure with its goal, and whether it is missed", () => {
    const words = (line: string): string => line.replaceAll(/\s+/gu, " ");
    const ratio = { name: "against the other", value: 2.04, unit: "times" };
    expect(words(figureLine({ ...ratio, atLeast: 3.5 }))).toBe("against the other 2.04 times goal >= 3.5 MISSED");
    expect(words(figureLine({ ...ratio, atLeast: 2 }))).toBe("against the other 2.04 times goal >= 2");
    expect(words(figureLine({ ...ratio, atMost: 2 }))).toBe("against the other 2.04 times goal <= 2 MISSED");
    expect(words(figureLine({ ...ratio, atMost: 2.5 }))).toBe("against the other 2.04 times goal <= 2.5");
    expect(words(figureLine(ratio))).toBe("against the other 2.04 times");
  });

  it("is the machine that the figures are of", () => {
    const machine = {
      processor: "Xeon",
      cores: 2,
      memoryGb: 8.33,
      platform: "linux x64",
      node: "v24.1.0",
      load: 0.512,
    };
    const line = "Machine: Xeon, 2 cores, 8.33 GB, linux x64, Node v24.1.0, load 0.512";
    expect(machineLine(machine)).toBe(line);
    expect(machineLine({ ...machine, processor: "" })).toBe(line.replace("Xeon", "a processor without a name"));
  });
});
