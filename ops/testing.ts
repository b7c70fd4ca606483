import { main } from "./cli.ts";
import type { ExitCode } from "./errors.ts";
import type { Terminal } from "./terminal.ts";

/** Runs one command where nobody sits at the terminal. */
export async function runOps(args: readonly string[]): Promise<{ code: ExitCode; out: string; err: string }> {
  let [out, err] = ["", ""];
  const terminal: Terminal = {
    out(text) {
      out += text;
    },
    err(text) {
      err += text;
    },
    isOutTerminal: false,
    isErrTerminal: false,
    ask: () => Promise.resolve(undefined),
  };
  const code = await main(args, { terminal, signal: new AbortController().signal });
  return { code, out, err };
}
