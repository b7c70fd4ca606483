import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A deadline against hanging; what a test waits for, it waits for by condition.
    testTimeout: 30_000,
    // A hook starts a system, which is 3 s of CPU, and waits for its effects with a deadline of 20 s, which names what did
    // not happen: that one has to come first, also where the hook has a tenth of a core.
    hookTimeout: 60_000,
    // Whole-pipeline tests wait for visibility timeouts as often as they work.
    maxWorkers: availableParallelism() + 2,
    // Files share what they load: the Pulumi SDK, AWS's clients and the bundles take longer than most tests.
    isolate: false,
    // Node runs the TypeScript here as it does in every command: the same code, and a quarter less work.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "{bench,components,domain,functions,loadtest,offline,ops,packages,scripts,tests/{checkov,conformance,engine,model,purchases,schema}}/**/*.test.ts",
          ],
        },
      },
      { extends: true, test: { name: "docs", include: ["tests/{docs,shapes}/**/*.test.ts"] } },
      // Together, because they all load the Pulumi SDK and the bundles, each worker once.
      { extends: true, test: { name: "system", include: ["tests/{components,faults,pipeline,ops}/**/*.test.ts"] } },
      // What tries everything of a kind in the whole system: minutes, so `npm test -- extended` alone runs it.
      { extends: true, test: { name: "extended", include: ["tests/**/*.extended.ts"], testTimeout: 60_000 } },
    ],
  },
});
