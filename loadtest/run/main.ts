import { enableCompileCache } from "node:module";

// What was compiled once is not compiled at the next run.
enableCompileCache();

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `npm run loadtest runs on Node 24 (npm ci installs it beside the project); this is ${process.version}: npm ci`,
  );
  process.exit(1);
}
const { main } = await import("./cli.ts");
const { processTerminal } = await import("../../ops/terminal.ts");

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    process.stderr.write("\nStopping after the step at hand; Ctrl-C again ends at once.\n");
    interruption.abort();
    process.once(signal, () => process.exit(1));
  });
}
process.exitCode = await main(process.argv.slice(2), processTerminal, interruption.signal);
