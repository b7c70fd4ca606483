import { describe, expect, it } from "vitest";
import { mailKey, mailKeysOf, mailKindIn, mailNameIn, mailNames } from "./keys.ts";
import { mailKinds } from "./kinds.ts";

describe("the keys of an order's mails", () => {
  it("are one per kind, and one per refund where the kind is a refund's", () => {
    const keys = mailKeysOf(["acct_1/pi_1", "in_1"], ["re_1", "re_2"]);
    expect(keys).toContain("mail#acct_1/pi_1#confirmation");
    expect(keys).toContain("mail#in_1#refund#re_2");
    expect(new Set(keys.map((key) => mailKindIn(mailNameIn(key))))).toEqual(new Set(Object.keys(mailKinds)));
  });

  it("give back the mail's name", () => {
    for (const name of mailNames(["re_1"])) expect(mailNameIn(mailKey("acct_1/pi_1", name))).toBe(name);
  });
});
