import { afterEach, expect, it, vi } from "vitest";
import { requireLivemode } from "./environment.ts";

afterEach(() => void vi.unstubAllEnvs());

it.each([
  ["live", true],
  ["test", false],
])("a stack of mode %s processes livemode %s", (mode, livemode) => {
  vi.stubEnv("STRIPE_MODE", mode);
  expect(requireLivemode()).toBe(livemode);
});

it("a stack of no mode processes nothing", () => {
  vi.stubEnv("STRIPE_MODE", "LIVE");
  expect(() => requireLivemode()).toThrow("give test or live");
});
