import { defineConfig } from "vitest/config";

// Not part of `npm test`: six hours take a minute and a half. `npm run test:outage` runs it.
export default defineConfig({
  test: {
    name: "outage",
    include: ["tests/outage/**/*.outage.ts"],
    testTimeout: 600_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
});
