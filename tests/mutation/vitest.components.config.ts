import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "components/setting-forms.test.ts",
      "tests/components/{policies,settings,attackers,key-attackers}.test.ts",
    ],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
