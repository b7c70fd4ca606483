import { enableCompileCache } from "node:module";

// What was compiled once is not compiled at the next start.
enableCompileCache();

const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  console.error(
    `npm start runs on Node 24 (npm ci installs it beside the project); this is ${process.version}: npm ci`,
  );
  process.exit(1);
}
const { main } = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
