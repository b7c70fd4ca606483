import { describe, expect, it } from "vitest";
import { mailKey, mailKeysOf, mailKindIn, mailNameIn, mailNames } from "./keys.ts";
import { mailKinds } from "./kinds.ts";

describe("the keys of an order's mails", () => {
  it("are one per kind, and one per refund or parcel where the kind is theirs", () => {
    const keys = mailKeysOf(["acct_1/pi_1", "in_1"], { refund: ["re_1", "re_2"], parcel: ["1"] });
    expect(keys).toContain("mail#acct_1/pi_1#confirmation");
    expect(keys).toEqual(expect.arrayContaining(["mail#in_1#refund#re_2", "mail#in_1#shipped#1"]));
    expect(new Set(keys.map((key) => mailKindIn(mailNameIn(key))))).toEqual(new Set(Object.keys(mailKinds)));
  });

  it("give back the mail's name", () => {
    for (const name of mailNames({ refund: ["re_1"], parcel: ["1"] }))
      expect(mailNameIn(mailKey("acct_1/pi_1", name))).toBe(name);
  });
});
