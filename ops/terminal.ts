import { createInterface } from "node:readline/promises";
import { InterruptedError } from "./errors.ts";

/** Where a command reads and writes; tests give another one. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Progress and problems. */
  err(text: string): void;
  /** Whether a person looks at what `out` gets, and at what `err` gets. */
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  /** Prompts and returns the line typed; undefined where nobody can answer. @throws InterruptedError at Ctrl-C */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
}

export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  get isOutTerminal() {
    return process.stdout.isTTY;
  },
  get isErrTerminal() {
    return process.stderr.isTTY;
  },
  async ask(question, signal) {
    if (!process.stdin.isTTY) return undefined;
    // On standard error, so that what is piped elsewhere stays clean.
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await prompt.question(question, { signal })).trim();
    } catch (cause) {
      // Ctrl-C: readline takes it for itself while it asks.
      if (cause instanceof Error && cause.name === "AbortError") {
        process.stderr.write("\n");
        throw new InterruptedError("Interrupted. Nothing was changed.", { cause });
      }
      throw cause;
    } finally {
      prompt.close();
    }
  },
};
