import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A deadline against hanging; what a test waits for, it waits for by condition.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["{components,functions,offline,ops,scripts,tests/engine}/**/*.test.ts"] },
      },
      { extends: true, test: { name: "components", include: ["tests/components/**/*.test.ts"] } },
      { extends: true, test: { name: "docs", include: ["tests/{docs,shapes}/**/*.test.ts"] } },
      { extends: true, test: { name: "pipeline", include: ["tests/pipeline/**/*.test.ts"] } },
      { extends: true, test: { name: "ops", include: ["tests/ops/**/*.test.ts"] } },
    ],
  },
});
