import base from "./stryker.config.json" with { type: "json" };

/** What decides what AWS admits, by the tests that evaluate the program: these run whole for each change. */
export default {
  ...base,
  vitest: { configFile: "tests/mutation/vitest.components.config.ts", related: false },
  mutate: ["components/policy.ts", "components/key-policy.ts", "components/settings.ts", "components/setting-forms.ts"],
  coverageAnalysis: "off",
  ignoreStatic: false,
};
