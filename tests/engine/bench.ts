import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { repository } from "../../scripts/run-command.ts";
import { copyProject, type Project } from "./project.ts";
import type { Backend } from "./provider/backend.ts";
import { Cloud } from "./provider/cloud.ts";
import { serve } from "./provider/server.ts";
import { Pulumi } from "./pulumi.ts";
import { readState, type StateResource } from "./state.ts";

/** One new stack, where it lives and the CLI that moves it. */
export interface Bench<Home extends Backend = Cloud> {
  readonly stack: string;
  readonly cloud: Home;
  readonly project: Project;
  readonly pulumi: Pulumi;
  /** The stack's state, secrets encrypted. */
  state(): Promise<StateResource[]>;
  close(): Promise<void>;
}

/** @param stack the name of a stack with a `Pulumi.<stack>.yaml` */
export async function startBench(stack: string): Promise<Bench> {
  const bench = await startBenchOn(new Cloud(), stack);
  await giveAddresses(bench);
  return bench;
}

/** A protected stack refuses those of its file, as nobody can have them. */
async function giveAddresses({ stack, project }: Bench): Promise<void> {
  const file = path.join(project.directory, `Pulumi.${stack}.yaml`);
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replaceAll("@example.com", "@simulator.amazonses.com"));
}

export async function startBenchOn<Home extends Backend>(cloud: Home, stack: string): Promise<Bench<Home>> {
  const server = await serve(cloud);
  const project = await copyProject(process.env["ENGINE_TEST_PROJECT"] ?? repository);
  const pulumi = new Pulumi(project, server.port);
  await pulumi.succeed("stack", "init", stack);
  return {
    stack,
    cloud,
    project,
    pulumi,
    state: () => readState(project, stack),
    close: async () => {
      await project.remove();
      server.close();
    },
  };
}
