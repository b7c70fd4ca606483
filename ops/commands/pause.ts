import type { Command } from "commander";
import { consumerPorts } from "../aws/consumers.ts";
import type { Run, Work } from "../work.ts";
import { readConsumer } from "../consumers.ts";
import { consumerStatus, switchConsumer, type ConsumerStatus } from "../core/switch-consumer.ts";
import { exitCodes } from "../errors.ts";
import { readableDuration } from "../output/duration.ts";
import { fieldLines } from "../output/table.ts";

export function registerPause(program: Command, run: Run): void {
  program
    .command("pause")
    .argument("<consumer>", "its name; doctor lists them")
    .description("pause a consumer; its messages wait in its queue")
    .action((consumer: string) => run(switching(consumer, false)));
  program
    .command("resume")
    .argument("<consumer>", "its name; doctor lists them")
    .description("resume a paused consumer")
    .action((consumer: string) => run(switching(consumer, true)));
}

function switching(name: string, on: boolean): Work {
  return async (context) => {
    const target = await context.target();
    const consumer = readConsumer(name, target.outputs);
    const ports = consumerPorts(target, context);
    const before = await consumerStatus(consumer, ports);
    if (before.state === (on ? "Enabled" : "Disabled")) {
      const already = `The ${name} consumer is ${on ? "working" : "paused"} already.`;
      context.print(before, () => [already, ...statusLines(before)]);
      return exitCodes.nothing;
    }
    if (!(await context.mayChange(before, () => [plan(name, on), ...statusLines(before)]))) return exitCodes.done;
    const after = await switchConsumer(consumer, on, ports);
    context.print(after, () => ["", `Done: the mapping is ${after.state}.`, ...statusLines(after)]);
    return exitCodes.done;
  };
}

function plan(consumer: string, on: boolean): string {
  return on
    ? `The ${consumer} consumer takes messages again.`
    : `The ${consumer} consumer stops after the batches in work; its messages wait in its queue.`;
}

function statusLines({ state, waiting, inFlight, delayed, retentionSeconds, safeUntil }: ConsumerStatus): string[] {
  return fieldLines({
    mapping: state,
    waiting,
    "in work": inFlight,
    delayed,
    safe: `until ${safeUntil} for what comes now: the queue keeps a message ${readableDuration(retentionSeconds * 1_000)} from its sending`,
  });
}
