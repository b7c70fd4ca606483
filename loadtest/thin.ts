import exec from "k6/execution";
import { optionsFor } from "./k6/options.ts";
import { Sender } from "./k6/sender.ts";
import { readSettings } from "./k6/settings.ts";
import { junitOf } from "./k6/summary.ts";

const settings = readSettings("thin");
const sender = new Sender(settings);

export const options = optionsFor("thin", settings);
export const handleSummary = junitOf("thin", settings);

export default function sendOne(): void {
  sender.send(exec.scenario.iterationInTest);
}
