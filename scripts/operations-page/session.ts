import type { SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import { exitCodes, type ExitCode } from "../../ops/errors.ts";
import { storedSecret } from "../../tests/ops/secret.ts";
import { Operator } from "../../tests/support/operator.ts";
import { System } from "../../tests/support/system.ts";

/** A command that a block shows. */
export interface Shown {
  readonly args: readonly string[];
  /** How many lines of its output from the beginning; default: all. */
  readonly head?: number;
  /** How many from the end, after `...`. */
  readonly tail?: number;
  /** What it has to end with; default: done. */
  readonly ends?: ExitCode;
}

/** An operator's hour at an offline run; what the commands print is kept for the page. */
export class Session {
  readonly system: System;
  readonly operator: Operator;
  readonly printed = new Map<string, string>();

  static async start(): Promise<Session> {
    const system = await System.start({ stock: { LAMP: 0 } });
    return new Session(system, await Operator.at(system));
  }

  private constructor(system: System, operator: Operator) {
    this.system = system;
    this.operator = operator;
  }

  /** Runs the commands one after the other and keeps what they print under the block's name. */
  async show(name: string, ...commands: readonly Shown[]): Promise<void> {
    const texts: string[] = [];
    for (const command of commands) texts.push(await this.#run(command));
    this.printed.set(name, texts.join("\n"));
  }

  async #run({ args, head = Infinity, tail = 0, ends = exitCodes.done }: Shown): Promise<string> {
    const here = args.map((arg) => (/\.(?:csv|jsonl)$/u.test(arg) ? `${this.operator.folder}/${arg}` : arg));
    const { code, out, err } = await this.operator.run(here);
    if (code !== ends) throw new Error(`${args.join(" ")} ended with ${String(code)}: ${out}${err}`);
    // A person sees progress too; what it says depends on the machine.
    const lines = this.#readable(code === exitCodes.done ? out : out + err)
      .trimEnd()
      .split("\n");
    const last = tail === 0 ? [] : lines.slice(-tail);
    const kept = lines.length <= head + tail ? lines : [...lines.slice(0, head), "...", ...last];
    return [`$ npm run ops -- ${args.join(" ")}`, ...kept].join("\n");
  }

  /** With npm start's own address in the place of a free port's, and without the folder of this run. */
  #readable(text: string): string {
    return text
      .replaceAll(this.system.run.webhookUrl, "http://127.0.0.1:4000/webhook/stripe")
      .replaceAll(`${this.operator.folder}/`, "");
  }

  /** Posts events as Stripe does, and waits until they have gone their ways or are dead letters. */
  async post(events: readonly SampleEvent[]): Promise<void> {
    const { stripe_webhook_secret: secret } = await storedSecret(this.system);
    for (const event of events) {
      const { status } = await this.system.send(event, secret);
      if (status !== 200) throw new Error(`the webhook returned ${String(status)} for ${event.type}`);
    }
    await this.system.settled();
  }

  async end(): Promise<void> {
    await this.operator.leave();
    await this.system.close();
  }
}
