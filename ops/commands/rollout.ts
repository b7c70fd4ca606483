import type { Command } from "commander";
import { rolloutPorts } from "../aws/rollout.ts";
import { planRollout, rollOut, type Outcome, type PlannedMove } from "../core/rollout.ts";
import { exitCodes } from "../errors.ts";
import { tableLines } from "../output/table.ts";
import type { Run, Work } from "../work.ts";

export function registerRollout(program: Command, run: Run): void {
  program
    .command("rollout")
    .description("move the invocations to the functions' newest versions: a tenth first, back if an alarm rings")
    .option("--all-at-once", "all of them at once, whatever rings: for the repair of what rings", false)
    .action(({ allAtOnce }: { readonly allAtOnce: boolean }) => run(rollout(allAtOnce)));
}

function rollout(allAtOnce: boolean): Work {
  return async (context) => {
    const target = await context.target();
    const { rollout: declared } = target.outputs;
    if (declared === undefined) {
      context.print({ moves: [] }, () => [
        "pulumi up has replaced the functions already: the setting rollout is all-at-once.",
      ]);
      return exitCodes.nothing;
    }
    const functions = Object.entries(declared.functions).map(([name, functionName]) => ({ name, functionName }));
    const ports = await rolloutPorts(target, declared, context);
    const moves = await planRollout(functions, ports);
    if (moves.length === 0) {
      context.print({ moves }, () => ["Every function's newest version takes its invocations."]);
      return exitCodes.nothing;
    }
    if (!(await context.mayChange({ moves, allAtOnce }, () => planLines(moves, allAtOnce)))) return exitCodes.done;
    const outcomes = await rollOut(moves, allAtOnce, ports, context.progress("functions rolled out"));
    context.print({ outcomes }, () => ["", ...outcomeLines(outcomes)]);
    return outcomes.every(({ state }) => state === "live") ? exitCodes.done : exitCodes.failed;
  };
}

function planLines(moves: readonly PlannedMove[], allAtOnce: boolean): string[] {
  const ringing = moves.flatMap((move) => move.ringing.map((alarm) => `  ${move.name}: ${alarm}`));
  return [
    allAtOnce
      ? "All invocations move at once:"
      : "A tenth of the invocations moves, and a quarter of an hour later the rest:",
    "",
    ...tableLines(
      ["FUNCTION", "LIVE", "NEWEST"],
      moves.map(({ name, from, to }) => [name, from, to]),
    ),
    ...(ringing.length === 0 || allAtOnce
      ? []
      : ["", "These alarms ring now, and roll back at once (--all-at-once ignores them):", ...ringing]),
  ];
}

function outcomeLines(outcomes: readonly Outcome[]): string[] {
  return [
    ...tableLines(
      ["FUNCTION", "FROM", "TO", "RESULT", "DEPLOYMENT"],
      outcomes.map(({ name, from, to, state, deployment }) => [name, from, to, state, deployment]),
    ),
    ...outcomes.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`])),
  ];
}
