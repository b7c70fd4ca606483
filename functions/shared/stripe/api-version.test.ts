import { Stripe } from "stripe";
import { describe, expect, it } from "vitest";
import { isKnownApiVersion, pinnedApiVersion } from "./api-version.ts";

describe("api versions", () => {
  it("are known up to the one that the stripe package pins", () => {
    expect(new Stripe("sk_test_1").getApiField("version")).toBe(pinnedApiVersion);
  });

  it.each([
    [pinnedApiVersion, true],
    ["2025-03-31.basil", true],
    ["2022-11-15", true],
    ["2020-08-27", false],
    ["2027-01-27.future", false],
    ["unversioned", false],
  ])("%s: %s", (version, known) => {
    expect(isKnownApiVersion(version)).toBe(known);
  });
});
