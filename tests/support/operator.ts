import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readyOf, writeReadyFile } from "../../offline/ready-file.ts";
import { main } from "../../ops/cli.ts";
import type { ExitCode } from "../../ops/errors.ts";
import type { System } from "./system.ts";

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  /** Pressed when it fires. */
  readonly interruption?: AbortSignal;
  /** What a person types when asked; nobody is there without it. */
  readonly typed?: string;
  /** Called with each text as it is printed. */
  readonly onOut?: (text: string) => void;
}

/** An operator at a terminal with an offline run: runs commands in this process, over the wire to the run. */
export class Operator {
  readonly readyFile: string;
  readonly folder: string;

  static async at(system: System): Promise<Operator> {
    const operator = await Operator.alone();
    await writeReadyFile(operator.readyFile, readyOf(system.run, "http://127.0.0.1:0"));
    return operator;
  }

  /** Without an offline run: works on deployed stacks. */
  static async alone(): Promise<Operator> {
    return new Operator(await mkdtemp(join(tmpdir(), "operator-")));
  }

  private constructor(folder: string) {
    this.folder = folder;
    this.readyFile = join(folder, "ready.json");
  }

  /** @param args without --ready-file */
  async run(args: readonly string[], { interruption, typed, onOut }: RunOptions = {}): Promise<Ran> {
    let out = "";
    let err = "";
    const terminal = {
      out: (text: string) => {
        out += text;
        onOut?.(text);
      },
      err: (text: string) => void (err += text),
      isOutTerminal: false,
      isErrTerminal: false,
      ask: () => Promise.resolve(typed),
    };
    const signal = interruption ?? new AbortController().signal;
    const code = await main([...args, "--ready-file", this.readyFile], { terminal, signal });
    return { code, out, err };
  }

  /** A command's JSON. @throws Error with what it said when it failed */
  async json(args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, out, err } = await this.run([...args, "--json"]);
    if (code !== 0) throw new Error(`${args.join(" ")} ended with ${String(code)}: ${err}`);
    return JSON.parse(out) as Record<string, unknown>;
  }

  leave(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
