import { defineConfig } from "vitest/config";

// Not part of `npm test`: it needs a browser. `npm run test:browser` runs it.
export default defineConfig({
  test: {
    name: "browser",
    include: ["tests/browser/**/*.browser.ts"],
    // A visibility timeout ends three times until a message is a dead letter.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
