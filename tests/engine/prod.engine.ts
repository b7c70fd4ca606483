import { describe, expect, it } from "vitest";
import { dataTypes } from "./data-types.ts";
import { liveThrough } from "./stack-life.ts";

describe("the prod stack under the real engine", () => {
  const life = liveThrough("prod");

  it("protects and retains everything that holds data", async () => {
    const data = (await life.state()).filter((resource) => dataTypes.has(resource.type));
    expect(new Set(data.map((resource) => resource.type))).toEqual(dataTypes);
    expect(data.filter((resource) => !resource.protect || !resource.retainOnDelete)).toEqual([]);
  });

  it("refuses to be destroyed, before anything is deleted", async () => {
    const before = await life.state();
    const { code, output } = await life.run("destroy", "--yes");
    expect(code).not.toBe(0);
    expect(output).toContain("because it is protected");
    expect(await life.state()).toEqual(before);
  });

  it("is destroyed once it is unprotected, and leaves what is retained", async () => {
    const retained = (await life.state()).filter((resource) => resource.retainOnDelete);
    await life.succeed("state", "unprotect", "--all", "--yes");
    await life.succeed("destroy", "--yes", "--skip-preview");
    expect(await life.state()).toEqual([]);
    const left = [...life.bench().cloud.resources.values()];
    expect(left.map(({ urn }) => urn).toSorted()).toEqual(retained.map(({ urn }) => urn).toSorted());
  });
});
