import type { Command } from "commander";
import type { Run } from "../cli.ts";
import { registerDlq } from "./dlq/index.ts";
import { registerPause } from "./pause.ts";
import { registerReplay } from "./replay.ts";

/** Every command, in the order in which the help lists them. */
export function registerCommands(program: Command, run: Run): void {
  registerDlq(program, run);
  registerPause(program, run);
  registerReplay(program, run);
}
