import { describe, expect, it } from "vitest";
import { compilePattern, parsePattern } from "./pattern.ts";

const event = {
  source: "stripe",
  "detail-type": "invoice.paid",
  resources: ["a", "b"],
  none: [],
  detail: {
    amount: 1500,
    livemode: false,
    note: null,
    customer: { id: "cus_1" },
    lines: [{ sku: "A" }, { sku: "B", gift: true }],
  },
};

describe("a pattern", () => {
  it.each<[string, object, boolean]>([
    ["an exact text", { source: ["stripe"] }, true],
    ["one of several texts", { source: ["other", "stripe"] }, true],
    ["another text", { source: ["other"] }, false],
    ["a text of another case", { source: ["Stripe"] }, false],
    ["a number", { detail: { amount: [1500] } }, true],
    ["a number as text", { detail: { amount: ["1500"] } }, false],
    ["a boolean", { detail: { livemode: [false] } }, true],
    ["null", { detail: { note: [null] } }, true],
    ["a nested text", { detail: { customer: { id: ["cus_1"] } } }, true],
    ["all keys", { source: ["stripe"], detail: { livemode: [true] } }, false],
    ["a member of a list", { resources: ["b"] }, true],
    ["no member of a list", { resources: ["c"] }, false],
    ["a key in a list of objects", { detail: { lines: { sku: ["B"] } } }, true],
    ["a prefix", { "detail-type": [{ prefix: "invoice." }] }, true],
    ["another prefix", { "detail-type": [{ prefix: "charge." }] }, false],
    ["a suffix", { "detail-type": [{ suffix: ".paid" }] }, true],
    ["equals-ignore-case", { source: [{ "equals-ignore-case": "STRIPE" }] }, true],
    ["exists", { detail: { amount: [{ exists: true }] } }, true],
    ["exists, of null", { detail: { note: [{ exists: true }] } }, true],
    ["exists, of an absent key", { "replay-name": [{ exists: true }] }, false],
    ["does not exist", { "replay-name": [{ exists: false }] }, true],
    ["does not exist, below an absent key", { other: { key: [{ exists: false }] } }, true],
    ["exists, of an empty list", { none: [{ exists: true }] }, false],
    ["does not exist, of an empty list", { none: [{ exists: false }] }, true],
    ["anything-but, of an empty list", { none: [{ "anything-but": "x" }] }, false],
    [
      "does not exist, of a key that one member of a list has",
      { detail: { lines: { gift: [{ exists: false }] } } },
      false,
    ],
    ["does not exist, of a present key", { source: [{ exists: false }] }, false],
    ["anything-but one", { source: [{ "anything-but": "other" }] }, true],
    ["anything-but several", { source: [{ "anything-but": ["stripe", "other"] }] }, false],
    ["anything-but a prefix", { source: [{ "anything-but": { prefix: "str" } }] }, false],
    ["anything-but, of an absent key", { other: [{ "anything-but": "x" }] }, false],
    ["a number range", { detail: { amount: [{ numeric: [">=", 1000, "<", 2000] }] } }, true],
    ["a number outside", { detail: { amount: [{ numeric: [">", 1500] }] } }, false],
    ["numeric, of a text", { source: [{ numeric: [">", 0] }] }, false],
    ["$or, by the second", { $or: [{ source: ["x"] }, { detail: { amount: [{ numeric: [">", 1] }] } }] }, true],
    ["$or, by none", { $or: [{ source: ["x"] }, { source: ["y"] }] }, false],
    ["$or beside a key", { source: ["x"], $or: [{ resources: ["a"] }, { resources: ["b"] }] }, false],
    ["$or within", { detail: { $or: [{ amount: [1] }, { livemode: [false] }] } }, true],
  ])("of %s", (_name, pattern, fits) => {
    expect(compilePattern(pattern)(event)).toBe(fits);
  });

  it.each<[string, unknown, string]>([
    ["an unknown operator", { source: [{ wildcard: "s*" }] }, "wildcard at source"],
    ["an unknown operator below", { detail: { ip: [{ cidr: "10.0.0.0/8" }] } }, "cidr at detail.ip"],
    ["two operators in one", { source: [{ prefix: "a", suffix: "b" }] }, "several operators"],
    ["a value outside a list", { source: "stripe" }, "at source is not an object"],
    ["an empty list", { source: [] }, "list at source is empty"],
    ["an empty pattern", {}, "is empty"],
    ["a broken range", { a: [{ numeric: ["~", 1] }] }, '"~"'],
    ["anything-but nothing", { a: [{ "anything-but": [] }] }, "anything-but at a needs texts or numbers, not []"],
    ["anything-but null", { a: [{ "anything-but": null }] }, "anything-but at a needs texts or numbers, not null"],
    ["anything-but of two kinds", { a: [{ "anything-but": ["x", 1] }] }, 'not ["x",1]'],
    ["anything-but an empty prefix", { a: [{ "anything-but": { prefix: "" } }] }, 'cannot leave out {"prefix":""}'],
    ["anything-but what exists", { a: [{ "anything-but": { exists: true } }] }, "cannot leave out"],
    ["a range downward", { a: [{ numeric: ["<", 1, ">", 2] }] }, "from its lower to its upper end"],
    ["an empty range", { a: [{ numeric: [">", 2, "<", 1] }] }, "from its lower to its upper end"],
    ["a key beside $or and in it", { a: ["b"], $or: [{ a: ["c"] }, { d: ["e"] }] }, "a beside $or and in it"],
    ["a key below, beside $or and in it", { a: { b: ["c"] }, $or: [{ a: { b: ["d"] } }, { e: ["f"] }] }, "a.b beside"],
    ["a lonely $or", { $or: [{ a: ["b"] }] }, "at least two"],
    ["a prefix that is not text", { a: [{ prefix: 1 }] }, "prefix at a needs a string"],
  ])("with %s is refused by name", (_name, pattern, problem) => {
    expect(() => compilePattern(pattern)).toThrow(problem);
  });

  it("that is not JSON is refused", () => {
    expect(() => parsePattern("{")).toThrow("not JSON");
  });
});
