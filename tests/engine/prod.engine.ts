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

  it("comes up again after what has a name of its own is imported: the bus and the secret", async () => {
    const imported = new Set<string>();
    let { code, output } = await life.run("up", "--yes", "--skip-preview");
    while (code !== 0) {
      const urn = /cannot create (?<urn>\S+): \S+ has its name already/u.exec(output)?.groups?.["urn"] ?? "";
      const kept = [...life.bench().cloud.resources.values()].find((resource) => resource.urn === urn);
      if (kept === undefined || imported.has(urn)) throw new Error(output);
      imported.add(urn);
      const name = urn.split("::").at(-1) ?? "";
      const parentType = urn.split("::")[2]?.split("$").slice(0, -1).join("$");
      const parent = (await life.state()).find((resource) => resource.urn.includes(`::${parentType}::`))?.urn ?? "";
      await life.succeed(
        "import",
        kept.type,
        name,
        kept.id,
        "--parent",
        `parent=${parent}`,
        "--yes",
        "--generate-code=false",
      );
      ({ code, output } = await life.run("up", "--yes", "--skip-preview"));
    }
    expect(new Set([...imported].map((urn) => urn.split("::").at(-1)))).toEqual(
      new Set(["archive-bus", "secrets-secret"]),
    );
    await life.succeed("preview", "--diff", "--expect-no-changes");
    // Three runs of `up`, two imports and a preview, each of which is ended after two minutes.
  }, 720_000);
});
