import { OpsError, stopIfInterrupted, UsageError } from "./errors.ts";
import { isObject } from "../domain/event/event.ts";
import type { CommonOptions } from "./options.ts";
import { startProgress, type Progress } from "./output/progress.ts";
import type { Screen } from "./output/screen.ts";
import { wrapped } from "./output/width.ts";
import { isProductionStack, openTarget, type Target } from "./target.ts";

export interface Context {
  readonly options: CommonOptions;
  readonly terminal: Screen;
  /** Fires at the first Ctrl-C: finish the step at hand, then stop. The second one ends the process. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** The stack, opened when first asked for. @throws OpsError */
  target(): Promise<Target>;
  /**
   * Prints a result: the value itself with --json, else its lines.
   * @param layout `wide` for a table that is read along its rows only; other lines are made to fit
   */
  print(value: unknown, lines: () => readonly string[], layout?: "wide"): void;
  /** A line beside the result, for people; not with --json. */
  note(line: string): void;
  /** What a result leaves unseen: a line before it; with --json its `warnings`, and on standard error, as it may fail. */
  warn(line: string): void;
  progress(label: string): Progress;
  /** Progress of work that changes nothing: it ends at Ctrl-C. @throws InterruptedError at the next step */
  reading(label: string): Progress;
  /**
   * Prints what would be changed and returns whether to go ahead. Without --yes it says that nothing was changed (with
   * --json it prints the plan with `dryRun: true`) and returns false; on prod the stack's name must be typed, or be
   * given by --confirm.
   * @throws OpsError when the name typed is another one, UsageError when nobody is there to type it, InterruptedError
   * when Ctrl-C was pressed until now
   */
  mayChange(plan: object, lines: () => readonly string[]): Promise<boolean>;
}

export function createContext(
  options: CommonOptions,
  given: { terminal: Screen; signal: AbortSignal; now?: () => number; target?: Target },
): Context {
  const { terminal, signal, now = Date.now } = given;
  let opened = given.target === undefined ? undefined : Promise.resolve(given.target);
  const target = (): Promise<Target> => (opened ??= openTarget(options));
  const say = (lines: readonly string[], layout?: "wide"): void => {
    const single = lines.flatMap((text) => text.split("\n"));
    const fitting = layout === "wide" ? single : single.flatMap((line) => wrapped(line));
    terminal.out(fitting.map((line) => `${line}\n`).join(""));
  };
  const progress = (label: string): Progress => startProgress(label, terminal, now);
  const warnings: string[] = [];
  const printJson = (value: unknown): void => {
    const warned = warnings.length > 0 && isObject(value) ? { ...value, warnings } : value;
    terminal.out(`${JSON.stringify(warned, null, 2)}\n`);
  };
  return {
    options,
    terminal,
    signal,
    now,
    target,
    print(value, lines, layout) {
      if (options.json) printJson(value);
      else say(lines(), layout);
    },
    note(line) {
      if (!options.json) say([line]);
    },
    warn(line) {
      if (!options.json) return say([line]);
      warnings.push(line);
      terminal.err(`${line}\n`);
    },
    progress,
    reading(label) {
      const report = progress(label);
      return (done, total) => {
        stopIfInterrupted(signal, "Nothing was changed.");
        report(done, total);
      };
    },
    async mayChange(plan, lines) {
      if (!options.json) say(lines());
      if (!options.yes) {
        if (options.json) printJson({ dryRun: true, ...plan });
        else say(["", "Dry run; nothing was changed. Apply it with --yes."]);
        return false;
      }
      // An outputs file names its stack itself.
      const { stack } = opened === undefined ? options : await opened;
      if (isProductionStack(stack)) await confirmStack(stack, options.confirm, terminal, signal);
      stopIfInterrupted(signal, "Nothing was changed.");
      return true;
    },
  };
}

async function confirmStack(
  stack: string,
  given: string | undefined,
  terminal: Screen,
  signal: AbortSignal,
): Promise<void> {
  const typed = given ?? (await terminal.ask(`This changes ${stack}. Type the stack's name to continue: `, signal));
  if (typed === undefined) throw new UsageError(`Changing ${stack} needs its name as confirmation: --confirm ${stack}`);
  if (typed !== stack) throw new OpsError(`Nothing was changed: ${typed} is not ${stack}`);
}
