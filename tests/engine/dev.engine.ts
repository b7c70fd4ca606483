import { describe, expect, it } from "vitest";
import { liveThrough } from "./stack-life.ts";

describe("the dev stack under the real engine", () => {
  const life = liveThrough("dev");

  it("is destroyed, and leaves nothing", async () => {
    await life.succeed("destroy", "--yes", "--skip-preview");
    expect(await life.state()).toEqual([]);
    expect([...life.bench().cloud.resources.keys()]).toEqual([]);
  });
});
