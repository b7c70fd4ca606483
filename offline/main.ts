import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// What was compiled once is not compiled at the next start, here, in the threads and in the child. `npm start` sets it already,
// because by now Node has loaded its TypeScript parser to read this very file.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("../node_modules/.cache/node", import.meta.url));
enableCompileCache(process.env["NODE_COMPILE_CACHE"]);

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `npm start runs on Node 24 (npm ci installs it beside the project); this is ${process.version}: npm ci`,
  );
  process.exit(1);
}
// It takes longest: it loads while this process does.
const { discardEvaluation, prepareEvaluation } = await import("../packages/aws-offline/graph/evaluate-in-child.ts");
prepareEvaluation();
const { main } = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
discardEvaluation();
