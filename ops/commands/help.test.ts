import { describe, expect, it } from "vitest";
import { runOps } from "../testing.ts";

describe("ops help", () => {
  it.each(["", "dlq", "dlq redrive", "stock set", "replay export", "order show", "costs"])(
    "%s prints what the command's --help prints",
    async (path) => {
      const names = path === "" ? [] : path.split(" ");
      const { code, out } = await runOps(["help", ...names]);
      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(`Usage: ops ${path}`) as string });
      expect(out).toBe((await runOps([...names, "--help"])).out);
    },
  );

  it.each(["nonsense", "dlq nonsense", "costs nonsense"])("%s names what there is not", async (path) => {
    expect(await runOps(["help", ...path.split(" ")])).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringContaining("unknown command 'nonsense'") as string,
    });
  });
});
