import path from "node:path";
import { expect, it } from "vitest";
// The compiler that the Pulumi SDK falls back to where the project has no package `typescript`.
import ts from "../../node_modules/@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js";
import { repository } from "../../scripts/run-command.ts";

/** What ts-node takes no notice of: a configuration without files. */
const noInputs = new Set([18_002, 18_003]);

it("a language host that reads tsconfig.json with a TypeScript of its own finds nothing in it that it does not know", () => {
  const file = path.join(repository, "tsconfig.json");
  const { config, error } = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  expect(error).toBeUndefined();
  const { errors } = ts.parseJsonConfigFileContent(config, ts.sys, repository);
  const unexpected = errors.filter(({ code }) => !noInputs.has(code)).map(({ messageText }) => messageText);
  expect(unexpected).toEqual([]);
});
