import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBench, type Bench } from "./bench.ts";

describe("the local stack under the real engine", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench("local");
  });
  afterAll(() => bench.close());

  it("is previewed with its endpoints, which creates nothing", async () => {
    await bench.pulumi.succeed("preview");
    expect(bench.cloud.changes).toEqual([]);
  });
});
