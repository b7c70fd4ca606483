/** One Lambda environment that stays: replies to each message of events with the CPU time that handling them took. */
import { invoke, loadHandler, logAsLambda, moment } from "../support/lambda-process.ts";

const [file = ""] = process.argv.slice(2);
logAsLambda();
const handler = loadHandler(file);

process.on("message", (events: readonly object[]) => {
  void run(events);
});
process.send?.("ready");

async function run(events: readonly object[]): Promise<void> {
  const before = moment();
  let accepted = 0;
  for (const event of events) {
    const response = await invoke(handler, event);
    if (typeof response === "object" && response !== null && Reflect.get(response, "statusCode") === 200) accepted += 1;
  }
  const after = moment();
  process.send?.({ cpu: after.cpu - before.cpu, wall: after.wall - before.wall, accepted });
}
