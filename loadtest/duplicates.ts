import exec from "k6/execution";
import { optionsFor } from "./k6/options.ts";
import { Sender } from "./k6/sender.ts";
import { readSettings } from "./k6/settings.ts";
import { junitOf } from "./k6/summary.ts";

const settings = readSettings("duplicates");
const sender = new Sender(settings);

export const options = optionsFor("duplicates", settings);
export const handleSummary = junitOf("duplicates", settings);

/** Five of a hundred events come twice: half of them at the same time, the others when forty more have come. */
const period = 40;
const atOnce = 7;
const later = 27;

export default function sendSomeTwice(): void {
  const index = exec.scenario.iterationInTest;
  if (index % period === atOnce) {
    sender.sendAtOnce(index, 2);
    return;
  }
  sender.send(index);
  if (index >= period && index % period === later) sender.send(index - period, "again");
}
