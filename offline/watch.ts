import { watch } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { changedCode } from "../packages/aws-offline/graph/code-change.ts";
import { prepareEvaluation } from "../packages/aws-offline/graph/evaluate-in-child.ts";
import type { ResourceGraph } from "../packages/aws-offline/graph/resource-graph.ts";
import { program } from "./program.ts";
import type { OfflineRun } from "./run.ts";

const folders = ["components", "domain", "functions"];
const rootFiles = /^(?:index\.ts|Pulumi\b.*\.yaml)$/u;
/** An editor saves a file in several steps, and several files at once. */
const settleMilliseconds = 30;

/**
 * Brings edits into a run until the signal fires. Functions get their new code in place; when anything else changed,
 * `restart` builds the program again.
 * @param onChange what happened, in one line
 */
export async function followEdits(
  run: OfflineRun,
  signal: AbortSignal,
  ports: { restart(graph: ResourceGraph): Promise<OfflineRun>; onChange(line: string): void },
): Promise<void> {
  let current = run;
  let { graph } = run;
  prepareEvaluation();
  const watching = (): void => ports.onChange(`Watching ${folders.join(", ")}, index.ts and Pulumi.*.yaml.`);
  for await (const file of edits(signal, watching)) {
    const started = performance.now();
    try {
      const edited = await current.reevaluate();
      const functions = changedCode(graph, edited);
      if (functions === undefined) current = await ports.restart(edited);
      else for (const { name, code } of functions) current.lambda.replaceCode(name, code);
      graph = edited;
      const what = functions === undefined ? "the program" : functions.map(({ name }) => name).join(", ");
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      ports.onChange(what === "" ? `${file}: nothing to change` : `${file}: ${what} renewed in ${seconds} s`);
    } catch (error) {
      ports.onChange(`${file}: the run goes on unchanged: ${error instanceof Error ? error.message : String(error)}`);
    }
    prepareEvaluation();
  }
}

/**
 * The first file of each bundle of edits.
 * @param onWatching no edit after it is missed
 */
async function* edits(signal: AbortSignal, onWatching: () => void): AsyncGenerator<string> {
  let first: string | undefined;
  let wake = Promise.withResolvers<void>();
  const note = (file: string): void => {
    first ??= file;
    wake.resolve();
  };
  const watching = [
    ...folders.map((folder) => watchFolder(`${folder}/`, signal, (file) => note(`${folder}/${file}`))),
    watchFolder("./", signal, (file) => rootFiles.test(file) && note(file)),
  ];
  onWatching();
  const ended = Promise.all(watching).then(() => "ended" as const);
  for (;;) {
    if ((await Promise.race([wake.promise, ended])) === "ended") return;
    await delay(settleMilliseconds);
    const file = first ?? "";
    first = undefined;
    wake = Promise.withResolvers();
    yield file;
  }
}

async function watchFolder(folder: string, signal: AbortSignal, onFile: (file: string) => unknown): Promise<void> {
  const path = fileURLToPath(new URL(folder, program));
  try {
    for await (const { filename } of watch(path, { recursive: folder !== "./", signal })) {
      if (filename !== null && /(?<!\.test)\.(?:ts|json|yaml)$/u.test(filename)) onFile(filename);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
