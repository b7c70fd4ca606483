import exec from "k6/execution";
import { optionsFor } from "./k6/options.ts";
import { Sender } from "./k6/sender.ts";
import { readSettings } from "./k6/settings.ts";
import { junitOf } from "./k6/summary.ts";

const settings = readSettings("forged");
const sender = new Sender(settings);

export const options = optionsFor("forged", settings);
export const handleSummary = junitOf("forged", settings);

/** One forged request per this many good ones. */
const period = 5;

export default function sendGoodAndForged(): void {
  const index = exec.scenario.iterationInTest;
  sender.send(index);
  if (index % period === 0) sender.forge(index);
}
