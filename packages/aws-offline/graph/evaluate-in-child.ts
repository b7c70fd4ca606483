import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import type { ProjectConfiguration } from "./project.ts";
import { ResourceGraph, type GraphResource } from "./resource-graph.ts";
import type { Place } from "./resource-type.ts";

/** What the child is asked; an API's address is the same for every API here. */
export interface Question {
  /** The address of the program's file. */
  readonly program: string;
  readonly configuration: ProjectConfiguration;
  readonly place: Omit<Place, "apiEndpoint"> & { readonly apiEndpoint: string };
}

const response = v.variant("ok", [
  v.object({
    ok: v.literal(true),
    resources: v.array(v.custom<GraphResource>((value) => typeof value === "object" && value !== null)),
    outputs: v.record(v.string(), v.unknown()),
  }),
  v.object({ ok: v.literal(false), message: v.string() }),
]);
export type Result = v.InferInput<typeof response>;

let prepared: ChildProcess | undefined;

/** Starts the process of the next evaluation, which loads meanwhile. @returns it */
export function prepareEvaluation(): ChildProcess {
  prepared ??= startChild();
  return prepared;
}

/** Ends it when nothing was to be evaluated. */
export function discardEvaluation(): void {
  prepared?.kill();
  prepared = undefined;
}

function startChild(): ChildProcess {
  return fork(fileURLToPath(new URL("evaluate-main.ts", import.meta.url)), {
    // Its warnings are the Pulumi SDK's; what is wrong with the program comes as the response.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
    serialization: "advanced",
    // A group of its own: Ctrl-C is for the run, which ends the child itself.
    detached: true,
  });
}

/**
 * Evaluates a program in a process of its own, which ends with it: the Pulumi SDK, the AWS package and esbuild take more
 * memory than all the embedded parts together, and are not needed afterwards.
 * @throws Error with one message for what is wrong with the program or its settings
 */
export async function evaluateInChild(question: Question): Promise<ResourceGraph> {
  const waiting = prepared;
  prepared = undefined;
  // What ended the one that waited need not be the program's fault; a new one shows it.
  const given = await (waiting === undefined
    ? ask(startChild(), question)
    : ask(waiting, question).catch(() => ask(startChild(), question)));
  if (!given.ok) throw new Error(given.message);
  return new ResourceGraph(given.resources, given.outputs);
}

/** @throws Error when the process ends without a response */
async function ask(child: ChildProcess, question: Question): Promise<v.InferOutput<typeof response>> {
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const reply = once(child, "message").then(([message]) => v.parse(response, message));
  const ended = once(child, "close").then(([code, signal]): never => {
    throw new Error(
      `${question.program.split("/").at(-1) ?? ""} ended its process with ${ending(code, signal)}\n${errors}`.trim(),
    );
  });
  child.send(question);
  try {
    return await Promise.race([reply, ended]);
  } finally {
    child.kill();
  }
}

function ending(code: number | null, signal: string | null): string {
  return code === null ? `signal ${signal ?? "unknown"}` : `exit code ${String(code)}`;
}
