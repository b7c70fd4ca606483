import { defineConfig } from "vitest/config";

// Not part of `npm test`: it needs the pulumi CLI. `npm run test:engine` runs it.
export default defineConfig({
  test: {
    include: ["tests/engine/**/*.engine.ts"],
    // A step is one run of the CLI or two, each of which is ended after two minutes.
    testTimeout: 250_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
