import { expect, it } from "vitest";
import { RecentKeys } from "./recent-keys.ts";

it("keeps the latest keys, and no more than it may", () => {
  const keys = new RecentKeys(2);
  for (const key of ["a", "b", "b", "c"]) keys.add(key);
  expect(["a", "b", "c"].map((key) => keys.has(key))).toEqual([false, true, true]);
});
