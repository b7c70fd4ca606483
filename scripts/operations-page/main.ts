/**
 * `npm run docs:operations`: runs the commands that docs/operations.md shows on an offline run, and writes what they
 * print into the page.
 */
import { readFile, writeFile } from "node:fs/promises";
import { withShown } from "./page.ts";
import { cleaning, costing } from "./scenes/costs.ts";
import { failing } from "./scenes/dead-letters.ts";
import { forgetting, looking, pausing, stocking } from "./scenes/orders.ts";
import { cancelling, replaying } from "./scenes/replay.ts";
import { connecting, reconciling, sending } from "./scenes/stripe.ts";
import { Session } from "./session.ts";

// One after the other: each leaves the run as the next one finds it.
const scenes = [
  connecting,
  looking,
  stocking,
  replaying,
  cancelling,
  failing,
  reconciling,
  sending,
  pausing,
  forgetting,
  costing,
  cleaning,
];

const file = new URL("../../docs/operations.md", import.meta.url);
const session = await Session.start();
try {
  for (const scene of scenes) await scene(session);
  await writeFile(file, withShown(await readFile(file, "utf8"), session.printed));
} finally {
  await session.end();
}
