import { describe, expect, it } from "vitest";
import { difference } from "./difference.ts";
import { DEFAULTS } from "./resource.ts";
import { secret, type Json } from "./values.ts";

const queue = "aws:sqs/queue:Queue";
const bundle = (hash: string, text: string): Json => ({
  "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
  hash,
  assets: { "index.js": text },
});

describe("difference", () => {
  it("names the properties that changed, at any depth", () => {
    const olds = { name: "orders", tags: { stack: "dev" }, delaySeconds: 0 };
    const news = { name: "orders", tags: { stack: "prod" }, maxMessageSize: 1024 };
    expect(difference(queue, olds, news, []).changed).toEqual(["delaySeconds", "maxMessageSize", "tags"]);
  });

  it("sees through secret marks and the provider's own notes", () => {
    const olds = { policy: "same", [DEFAULTS]: ["name"] };
    expect(difference(queue, olds, { policy: secret("same") }, []).changed).toEqual([]);
  });

  it("compares bundles by their hash", () => {
    const type = "aws:lambda/function:Function";
    const olds = { code: bundle("a", "one") };
    expect(difference(type, olds, { code: bundle("a", "elided") }, []).changed).toEqual([]);
    expect(difference(type, olds, { code: bundle("b", "one") }, []).changed).toEqual(["code"]);
  });

  it("leaves out what the program ignores", () => {
    expect(difference(queue, { delaySeconds: 0 }, { delaySeconds: 1 }, ["delaySeconds"]).changed).toEqual([]);
  });

  it("replaces for a new name, and deletes first when the program chose the name itself", () => {
    expect(difference(queue, { name: "a" }, { name: "b" }, [])).toMatchObject({
      replaces: ["name"],
      deleteBeforeReplace: true,
    });
    const autonamed = { name: "b", [DEFAULTS]: ["name"] };
    expect(difference(queue, { name: "a" }, autonamed, []).deleteBeforeReplace).toBe(false);
  });
});
