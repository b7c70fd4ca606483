import { enableCompileCache } from "node:module";
import type { Terminal } from "./terminal.ts";

/** @returns the exit code */
export type Main = (args: readonly string[], terminal: Terminal, signal: AbortSignal) => Promise<number>;

/**
 * Runs a command line to its exit code. The first Ctrl-C lets it stop after the step at hand, the second ends it.
 * @param load loads what only a Node that is new enough can read
 */
export async function runMain(command: string, load: () => Promise<Main>): Promise<void> {
  // What was compiled once is not compiled at the next run.
  enableCompileCache();
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 24) {
    console.error(
      `npm run ${command} runs on Node 24 (npm ci installs it beside the project); this is ${process.version}: npm ci`,
    );
    process.exit(1);
  }
  const main = await load();
  const { processTerminal } = await import("./terminal.ts");
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      process.stderr.write("\nStopping after the step at hand; Ctrl-C again ends at once.\n");
      interruption.abort();
      process.once(signal, () => process.exit(1));
    });
  }
  // A reader that has enough, such as head, closes the pipe.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`The output could not be written: ${error.message}\n`);
    process.exit(1);
  });
  process.exitCode = await main(process.argv.slice(2), processTerminal, interruption.signal);
}
