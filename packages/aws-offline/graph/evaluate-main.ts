import { createRequire, enableCompileCache, Module } from "node:module";
import type { Result, Question } from "./evaluate-in-child.ts";

// The Pulumi SDK is 2,000 files: compiled once, the next start is a third of a second faster.
enableCompileCache();

process.once("disconnect", () => process.exit());
process.once("message", (question: Question) => {
  void response(question).then((given) => process.send?.(given));
});
leaveOut("@npmcli/arborist");
leaveOut("./typescript-shim");
// Loads before it is asked; what goes wrong with that is in the response.
const loading = Promise.all([import("./evaluate.ts"), import("@pulumi/aws")]);
loading.catch(() => undefined);

async function response({ program, configuration, place }: Question): Promise<Result> {
  try {
    const [{ evaluateProgram }] = await loading;
    const { resources, outputs } = await evaluateProgram(new URL(program), configuration, {
      ...place,
      apiEndpoint: () => place.apiEndpoint,
    });
    return { ok: true, resources: [...resources], outputs: { ...outputs } };
  } catch (cause) {
    return { ok: false, message: cause instanceof Error ? cause.message : String(cause) };
  }
}

/**
 * Keeps from being loaded with the Pulumi SDK what it ships closures as functions with, two thirds of the time that it takes
 * to load: arborist with its 444 modules, and a TypeScript compiler. The program has no closures; one that had would get
 * "not a constructor".
 * @param name as the SDK's own index would import it
 */
function leaveOut(name: string): void {
  const require = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
  const file = require.resolve(name);
  const empty = new Module(file);
  empty.loaded = true;
  require.cache[file] = empty;
}
