import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A deadline against hanging; what a test waits for, it waits for by condition.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{components,functions,loadtest,offline,ops,scripts,tests/engine}/**/*.test.ts"],
        },
      },
      // Their files share what they load: the Pulumi SDK and the bundles take longer than the tests.
      { extends: true, test: { name: "components", include: ["tests/components/**/*.test.ts"], isolate: false } },
      { extends: true, test: { name: "docs", include: ["tests/{docs,shapes}/**/*.test.ts"] } },
      { extends: true, test: { name: "pipeline", include: ["tests/pipeline/**/*.test.ts"] } },
      { extends: true, test: { name: "ops", include: ["tests/ops/**/*.test.ts"] } },
    ],
  },
});
