/** One cold start: `node child.js BUNDLE EVENT RESULT` loads the bundle, handles the event, writes what both took. */
import { readFileSync, writeFileSync } from "node:fs";
import { invoke, loadHandler, logAsLambda, moment } from "../support/lambda-process.ts";

const [bundle = "", event = "", result = ""] = process.argv.slice(2);
const payload: unknown = JSON.parse(readFileSync(event, "utf8"));
logAsLambda();
void start();

async function start(): Promise<void> {
  const begun = moment();
  const handler = loadHandler(bundle);
  const imported = moment();
  const response = await invoke(handler, payload);
  const responded = moment();
  writeFileSync(result, JSON.stringify({ begun, imported, responded, response }));
  // Connections that are kept alive would keep the process too.
  process.exit();
}
