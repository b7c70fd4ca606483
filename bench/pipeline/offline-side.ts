import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { stackOutputs } from "../../functions/shared/stack-outputs.ts";
import { createClients } from "../../ops/clients.ts";
import { readyFileSchema } from "../../ops/ready-file.ts";
import type { Side } from "./side.ts";

/** Of the offline run's process, all its threads. */
export interface Usage {
  /** Since its start. */
  readonly cpuSeconds: number;
  /** CPU seconds of a function's threads, by the function's name. */
  readonly functions: Readonly<Record<string, number>>;
  /** MiB after a collection of garbage; functions and queues have heaps of their own, which are in `rss` alone. */
  readonly rss: number;
  readonly heap: number;
  readonly external: number;
}

export interface OfflineSide extends Side {
  /** Turns the archive's pipe on or off. */
  setArchive(on: boolean): Promise<void>;
  usage(): Promise<Usage>;
  /** Starts to profile the functions' threads, or with a folder writes a profile of each and ends it. */
  profile(folder?: string): Promise<void>;
}

const program = fileURLToPath(new URL("offline-child.ts", import.meta.url));
const ready = v.object({ kind: v.literal("ready"), ready: readyFileSchema });
const done = v.object({ kind: v.literal("done") });
const usage = v.object({
  kind: v.literal("usage"),
  cpuSeconds: v.number(),
  functions: v.record(v.string(), v.number()),
  rss: v.number(),
  heap: v.number(),
  external: v.number(),
});

export async function startOfflineSide(): Promise<OfflineSide> {
  const execArgv = ["--disable-warning=ExperimentalWarning", "--expose-gc"];
  const env = { ...process.env, MALLOC_ARENA_MAX: "2" };
  const child = fork(program, { execArgv, env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const { ready: offline } = v.parse(ready, await nextMessage(child));
  const { region, awsEndpoint: endpoint, credentials, webhookSecret } = offline;
  const ask = async <Schema extends v.GenericSchema>(schema: Schema, message: object) => {
    const response = nextMessage(child);
    child.send(message);
    return v.parse(schema, await response);
  };
  return {
    target: {
      stack: "offline",
      isProduction: false,
      region,
      outputs: stackOutputs(offline.outputs),
      clients: createClients({ region, endpoint, credentials }),
      offline,
    },
    endpoint,
    webhookSecret,
    setArchive: async (on) => void (await ask(done, { kind: "archive", on })),
    usage: () => ask(usage, { kind: "usage" }),
    profile: async (folder) => void (await ask(done, { kind: "profile", folder })),
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the offline run ended with ${String(code)}`));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      resolve(message);
    });
  });
}
