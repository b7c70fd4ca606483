import { describe, expect, it } from "vitest";
import { parseForm } from "./form.ts";

describe("Stripe's form encoding", () => {
  it.each([
    ["limit=3", { limit: "3" }],
    ["expand[]=a&expand[]=b.c", { expand: ["a", "b.c"] }],
    ["expand[0]=a&expand[1]=b", { expand: ["a", "b"] }],
    ["created[gte]=1&created[lt]=2", { created: { gte: "1", lt: "2" } }],
    [
      "payment[type]=payment_intent&payment[payment_intent]=pi_1",
      { payment: { type: "payment_intent", payment_intent: "pi_1" } },
    ],
    ["a[b][c]=1&a[b][d]=2", { a: { b: { c: "1", d: "2" } } }],
    ["lines[0][id]=x&lines[1][id]=y", { lines: [{ id: "x" }, { id: "y" }] }],
    ["metadata%5Bsku%5D=A%26B&empty=", { metadata: { sku: "A&B" }, empty: "" }],
    ["", {}],
  ])("reads %s", (text, value) => {
    expect(parseForm(text)).toEqual(value);
  });

  it("refuses a name that is both a value and a group", () => {
    expect(() => parseForm("a=1&a[b]=2")).toThrow("both a value and a group");
  });
});
