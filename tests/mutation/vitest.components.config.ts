import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/components/{policies,settings,attackers,key-attackers}.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
