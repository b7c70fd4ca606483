import exec from "k6/execution";
import { optionsFor } from "./k6/options.ts";
import { Sender } from "./k6/sender.ts";
import { readSettings } from "./k6/settings.ts";
import { junitOf } from "./k6/summary.ts";

const settings = readSettings("average");
const sender = new Sender(settings);

export const options = optionsFor("average", settings);
export const handleSummary = junitOf("average", settings);

export default function sendOne(): void {
  sender.send(exec.scenario.iterationInTest);
}
