import { defineConfig } from "vitest/config";

// Not part of `npm test`, which takes one way for each call: this takes minutes. `npm run test:faults` runs it.
export default defineConfig({
  test: {
    name: "faults",
    include: ["tests/faults/**/*.faults.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // One after the other: each keeps two cores busy on its own.
    fileParallelism: false,
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
