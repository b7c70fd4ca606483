import exec from "k6/execution";
import { optionsFor } from "./k6/options.ts";
import { Sender } from "./k6/sender.ts";
import { readSettings } from "./k6/settings.ts";
import { junitOf } from "./k6/summary.ts";

const settings = readSettings("burst");
const sender = new Sender(settings);

export const options = optionsFor("burst", settings);
export const handleSummary = junitOf("burst", settings);

export default function sendOne(): void {
  sender.send(exec.scenario.iterationInTest);
}
