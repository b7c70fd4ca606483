import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // The tests of the cores, and the purchases that go through all of them together.
    include: ["{domain,functions}/**/*.test.ts", "tests/purchases/{apart,purchases}.test.ts"],
    testTimeout: 300_000,
    // A mutant that only one draw of many would kill is not counted as killed.
    env: { SEED: "1", PROPERTY_RUNS: "2" },
  },
});
