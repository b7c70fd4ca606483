import { describe, expect, it } from "vitest";
import { concurrencyWarning } from "./concurrency.ts";
import { requireCommonPartition, requireStackName, requireZones } from "./place.ts";

describe("the place of a stack", () => {
  it.each(["dev", "prod", "2026_test", "s".repeat(24)])("takes the stack name %s", (name) => {
    expect(requireStackName(name)).toBe(name);
  });

  it.each(["s".repeat(25), "my.stack", "-dev", "a b"])("refuses the stack name %j in its own words", (name) => {
    expect(() => requireStackName(name)).toThrow(`stack name "${name}": expected at most 24`);
  });

  it.each([
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("refuses %s, whose ARNs are of %s", (region, partition) => {
    expect(() => requireCommonPartition(region)).toThrow(`aws:region ${region} is in ${partition}`);
  });

  it("takes other Regions", () => {
    expect(requireCommonPartition("ap-southeast-1")).toBe("ap-southeast-1");
  });

  it("needs two zones for a private network", () => {
    expect(requireZones(["a", "b", "c"], 2)).toHaveLength(3);
    expect(() => requireZones(["a"], 2)).toThrow("this account has 1 in this Region (a)");
  });
});

describe("the consumers' concurrency", () => {
  const wanted = { consumers: 3, each: 10, provisioned: 0 };

  it("is warned of where the account has no more", () => {
    expect(concurrencyWarning(wanted, 10)).toContain("may run 30 executions at once; the account has 10");
    expect(concurrencyWarning({ ...wanted, provisioned: 970 }, 1000)).toBeDefined();
  });

  it("is silent where enough is left", () => {
    expect(concurrencyWarning(wanted, 1000)).toBeUndefined();
  });
});
