import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { LocalWorkspace, Stack, type EngineEvent, type PreviewOptions } from "@pulumi/pulumi/automation/index.js";
import { parse, stringify } from "yaml";
import * as v from "valibot";
import type { Bench } from "./bench.ts";

export type SettingValues = Readonly<Record<string, string>>;

/** What the engine would do, or did, to one resource; what stays the same is left out. */
export interface Step {
  readonly verb: "create" | "update" | "replace" | "delete";
  /** `aws:sqs/queue:Queue` */
  readonly type: string;
  readonly urn: string;
  /** The name in the program. */
  readonly name: string;
}

const verbs: Readonly<Record<string, Step["verb"]>> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};
const stackFile = v.looseObject({ config: v.optional(v.record(v.string(), v.unknown()), {}) });
type Program = () => Promise<Record<string, unknown>>;

let evaluations = 0;
/** A fresh evaluation each time: a module is kept by its address, and the query makes it another one. */
const indexProgram: Program = async () => {
  evaluations += 1;
  const address = `../../index.ts?engine=${evaluations}`;
  const exported: object = await import(address);
  return { ...exported };
};

/**
 * The engine on a bench's stack with the program in this process, which loads the Pulumi SDK once: a command takes a
 * third of the time that it takes with a Node of its own.
 */
export class InlineEngine {
  readonly #stack: Stack;
  readonly #file: string;
  readonly #settings: v.InferOutput<typeof stackFile>;

  /** @param program another one than index.ts */
  static async on({ stack, project, pulumi }: Bench, program: Program = indexProgram): Promise<InlineEngine> {
    const workspace = await LocalWorkspace.create({
      workDir: project.directory,
      pulumiHome: project.home,
      envVars: pulumi.environment,
      program,
    });
    const file = path.join(project.directory, `Pulumi.${stack}.yaml`);
    const settings = v.parse(stackFile, parse(await readFile(file, "utf8")));
    return new InlineEngine(await Stack.select(stack, workspace), file, settings);
  }

  private constructor(stack: Stack, file: string, settings: v.InferOutput<typeof stackFile>) {
    this.#stack = stack;
    this.#file = file;
    this.#settings = settings;
  }

  /** Gives the settings, and no others, over those of the stack's file. */
  async set(settings: SettingValues): Promise<void> {
    const given = Object.entries(settings).map(([name, value]) => [`order-processing-system:${name}`, value]);
    const config = { ...this.#settings.config, ...Object.fromEntries(given) };
    await writeFile(this.#file, stringify({ ...this.#settings, config }));
  }

  /** @throws Error with the engine's output */
  preview(options: Pick<PreviewOptions, "refresh" | "expectNoChanges"> = {}): Promise<Step[]> {
    return this.#recording((onEvent) => this.#stack.preview({ onEvent, ...options }));
  }

  /** @throws Error with the engine's output */
  up({ refresh = false } = {}): Promise<Step[]> {
    return this.#recording((onEvent) => this.#stack.up({ onEvent, refresh }));
  }

  /** Takes over what the cloud has. @throws Error with the engine's output */
  refresh(): Promise<Step[]> {
    return this.#recording((onEvent) => this.#stack.refresh({ onEvent }));
  }

  /** @throws Error with the engine's output */
  destroy(): Promise<Step[]> {
    return this.#recording((onEvent) => this.#stack.destroy({ onEvent }));
  }

  async #recording(work: (onEvent: (event: EngineEvent) => void) => Promise<unknown>): Promise<Step[]> {
    const steps = new Map<string, Step>();
    await work(({ resourcePreEvent, resOutputsEvent }) => {
      // A refresh reports what it found only after the step.
      const metadata = resOutputsEvent?.metadata ?? resourcePreEvent?.metadata;
      const verb = metadata === undefined ? undefined : verbs[metadata.op];
      if (metadata === undefined || verb === undefined) return;
      const { urn, type } = metadata;
      steps.set(urn, { verb, type, urn, name: urn.split("::").at(-1) ?? "" });
    });
    return [...steps.values()];
  }
}
