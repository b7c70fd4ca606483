import { expect, it } from "vitest";
import { leaseUntil } from "./lease.ts";

it("a lease outlasts its invocation by five seconds, which two functions' clocks may differ by", () => {
  expect(leaseUntil(1_000_000, 30_000)).toBe(1_035_000);
});
