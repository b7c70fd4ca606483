import { stackOutputs, type StackOutputs } from "../functions/shared/stack-outputs.ts";
import { createClients, type Clients } from "./clients.ts";
import { OpsError } from "./errors.ts";
import type { CommonOptions } from "./options.ts";
import { stackFromFile } from "./outputs-file.ts";
import { pulumi } from "./pulumi.ts";
import { readReadyFile, type ReadyFile } from "./ready-file.ts";

export interface Target {
  /** As the operator named it: `dev`, `prod`, `organisation/project/prod`, `offline`. */
  readonly stack: string;
  /** Data of real customers: what changes something wants the stack's name typed. */
  readonly isProduction: boolean;
  readonly region: string;
  readonly outputs: StackOutputs;
  readonly clients: Clients;
  /** Of the offline run only. */
  readonly offline?: ReadyFile;
}

type TargetOptions = Pick<CommonOptions, "stack" | "outputs" | "region" | "profile" | "readyFile">;

/** @param stack also `organisation/project/stack` */
export function isProductionStack(stack: string): boolean {
  return stack.split("/").at(-1) === "prod";
}

/** @throws OpsError when the stack or the offline run cannot be found */
export function openTarget(options: TargetOptions): Promise<Target> {
  return options.stack === "offline" && options.outputs === undefined ? openOffline(options) : openDeployed(options);
}

async function openOffline({ stack, readyFile }: TargetOptions): Promise<Target> {
  const offline = await readReadyFile(readyFile);
  const { region, awsEndpoint: endpoint, credentials } = offline;
  const clients = createClients({ region, endpoint, credentials });
  return { stack, isProduction: false, region, outputs: outputsOf(stack, offline.outputs), clients, offline };
}

async function openDeployed({ stack: named, outputs: file, region: given, profile }: TargetOptions): Promise<Target> {
  const { stack, outputs: read } =
    file === undefined
      ? { stack: named, outputs: JSON.parse(await pulumi(["stack", "output", "--json", "--stack", named])) as unknown }
      : await stackFromFile(file, named);
  const outputs = outputsOf(stack, read);
  // A stack's resources are where its ARNs say, whatever the environment's default Region is.
  const region = given ?? outputs.topicArn.split(":")[3] ?? "";
  const clients = createClients({ region, ...(profile === undefined ? {} : { profile }) });
  return { stack, isProduction: isProductionStack(stack), region, outputs, clients };
}

function outputsOf(stack: string, outputs: unknown): StackOutputs {
  try {
    return stackOutputs(outputs);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OpsError(`Stack ${stack} is not deployed, or by another version of the program (pulumi up): ${reason}`, {
      cause,
    });
  }
}
