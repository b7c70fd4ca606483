import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, relative, isAbsolute, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { AwsError } from "../../../gateway/aws-error.ts";
import { reservedNamesIn } from "./function-environment.ts";
import { FunctionPool } from "./function-pool.ts";
import { routed, target, type Routing } from "./routing.ts";
import type { FunctionDefinition, Invocation, LambdaService, LogLine } from "./types.ts";

/** Enough to show concurrency; on a small machine each more compiles the same code once more and waits for the same cores. */
const defaultConcurrency = Math.min(4, Math.max(2, availableParallelism()));
/** On a small machine a busy environment is free again sooner than a new one is up, and a new one takes 30 to 50 MB. */
const defaultGrowAfterMilliseconds = 1000;
/** AWS keeps an idle environment for some minutes too. */
const defaultIdleMilliseconds = 5 * 60_000;
/** Lambda's limit of a synchronous request. */
const requestLimitBytes = 6_291_456;

export interface LambdaOptions {
  /** Execution environments per function at most. */
  concurrency?: number;
  /** How long an invocation waits for a busy environment before a new one is started; 0 as AWS does. */
  growAfterMilliseconds?: number;
  idleMilliseconds?: number;
  /** The folder that the sources in source maps are relative to. Default: the function's own, where none of them is. */
  sourceRoot?: string;
}

/** The functions of the offline run, each in workers of its own. Functions live on real time, whatever the clock's scale. */
export function createLambda(options: LambdaOptions = {}): LambdaService {
  const concurrency = options.concurrency ?? defaultConcurrency;
  /** By function (`name`) and version (`name:2`). */
  const pools = new Map<string, FunctionPool>();
  const functions = new Map<string, { versions: string[]; aliases: Map<string, Routing> }>();
  const logListeners: ((line: LogLine) => void)[] = [];
  const invocationListeners: ((invocation: Invocation) => void)[] = [];
  const files = temporaryFiles(options.sourceRoot);

  const poolOf = (invoked: string): FunctionPool => {
    const [name = "", qualifier = ""] = invoked.split(":");
    const routing = functions.get(name)?.aliases.get(qualifier);
    const pool = pools.get(routing === undefined ? invoked : `${name}:${routed(routing, Math.random())}`);
    if (pool === undefined) {
      throw new AwsError("ResourceNotFoundException", `Function not found: ${invoked}`, { status: 404 });
    }
    return pool;
  };
  const known = (name: string) => {
    const found = functions.get(name);
    if (found !== undefined) return found;
    throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, { status: 404 });
  };
  const add = (definition: FunctionDefinition): void => {
    const pool = new FunctionPool(definition, {
      bootstrap: files.bootstrap,
      taskRoot: files.write(definition),
      concurrency,
      growAfterMilliseconds: options.growAfterMilliseconds ?? defaultGrowAfterMilliseconds,
      idleMilliseconds: options.idleMilliseconds ?? defaultIdleMilliseconds,
      onLog: (line) => logListeners.forEach((listener) => listener(line)),
      onInvocation: (invocation) => invocationListeners.forEach((listener) => listener(invocation)),
    });
    pools.set(target({ functionName: definition.name, qualifier: definition.version }), pool);
  };
  const update: LambdaService["update"] = (name, change) => {
    const pool = poolOf(name);
    const definition = { ...pool.definition, ...change };
    pool.replace(definition, files.write(definition));
  };
  const publish = (name: string): string => {
    const { versions } = known(name);
    const version = String(versions.length + 1);
    versions.push(version);
    add({ ...poolOf(name).definition, version });
    return version;
  };

  return {
    concurrency,
    create(definition) {
      refuse(definition, pools.has(definition.name));
      functions.set(definition.name, { versions: [], aliases: new Map() });
      add(definition);
    },
    replaceCode(name, code) {
      update(name, { files: code });
      const { aliases } = known(name);
      if (aliases.size === 0) return;
      const version = publish(name);
      for (const alias of aliases.keys()) aliases.set(alias, { version, weights: {} });
    },
    update,
    publish,
    versions: (name) => known(name).versions,
    setAlias: (name, alias, routing) => void known(name).aliases.set(alias, routing),
    aliases: (name) => known(name).aliases,
    definition: (name) => pools.get(name)?.definition,
    async invoke(name, payload, traceId) {
      const pool = poolOf(name);
      const text = JSON.stringify(payload) ?? "null";
      const bytes = Buffer.byteLength(text);
      if (bytes > requestLimitBytes) {
        const message = `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${requestLimitBytes} bytes)`;
        throw new AwsError("RequestTooLargeException", message, { status: 413 });
      }
      await files.ready;
      return pool.invoke(text, traceId);
    },
    interrupt(name, how, traceId) {
      const all = [...pools.values()].filter(({ definition }) => definition.name === name);
      return all.reduce((sum, pool) => sum + pool.interrupt(how, traceId), 0);
    },
    onLog: (listener) => void logListeners.push(listener),
    onInvocation: (listener) => void invocationListeners.push(listener),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      pools.clear();
      files.remove();
    },
  };
}

function refuse(definition: FunctionDefinition, exists: boolean): void {
  const { name, environment, handler, timeoutSeconds, memoryMb } = definition;
  const complain = (what: string): never => {
    throw new Error(`function ${name}: ${what}`);
  };
  if (exists) {
    complain("the name is taken");
  }
  const reserved = reservedNamesIn(environment);
  if (reserved.length > 0) {
    complain(`environment variables that Lambda reserves: ${reserved.join(", ")}`);
  }
  if (!/^[\w/-]+\.\w+$/u.test(handler)) {
    complain(`handler ${handler}: give it as file.export`);
  }
  if (!(timeoutSeconds >= 1 && timeoutSeconds <= 900)) {
    complain(`a time-out of ${timeoutSeconds} s: Lambda takes 1 to 900`);
  }
  if (!(memoryMb >= 128 && memoryMb <= 10_240)) {
    complain(`${memoryMb} MB of memory: Lambda takes 128 to 10240`);
  }
}

/** The bundles and the runtime, in a folder that goes away with the service or, at the latest, with the process. */
function temporaryFiles(sourceRoot: string | undefined) {
  const root = mkdtempSync(join(tmpdir(), "aws-offline-"));
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  process.once("exit", remove);
  // As on Lambda, a bundle without a package.json is CommonJS, whatever one lies in a folder above.
  writeFileSync(join(root, "package.json"), "{}");
  linkSdk(root);
  const bootstrap = join(root, "bootstrap.mjs");
  const ready = writeBootstrap(bootstrap);
  let written = 0;
  // Whoever invokes the first function hears of a failure.
  ready.catch(() => undefined);
  return {
    bootstrap,
    ready,
    write(definition: FunctionDefinition): string {
      written += 1;
      const taskRoot = join(root, String(written), definition.name);
      for (const [path, text] of Object.entries(definition.files)) {
        const file = join(taskRoot, path);
        const below = relative(taskRoot, file);
        if (below.startsWith("..") || isAbsolute(below)) {
          throw new Error(`function ${definition.name}: the file ${path} lies outside the bundle`);
        }
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, sourceRoot !== undefined && path.endsWith(".map") ? rooted(text, sourceRoot) : text);
      }
      return taskRoot;
    },
    remove() {
      process.off("exit", remove);
      remove();
    },
  };
}

/** A source map whose sources a debugger finds. */
function rooted(map: string, sourceRoot: string): string {
  return JSON.stringify({ ...(JSON.parse(map) as object), sourceRoot });
}

/** Lambda's Node.js runtime brings the AWS SDK along: here it is the one that is installed. */
function linkSdk(root: string): void {
  const client = import.meta.resolve("@aws-sdk/client-dynamodb");
  const [modules = ""] = fileURLToPath(client).split(`${sep}@aws-sdk${sep}`);
  mkdirSync(join(root, "node_modules"));
  for (const scope of ["@aws-sdk", "@smithy"]) symlinkSync(join(modules, scope), join(root, "node_modules", scope));
}

/** Its types are taken off once, here: a worker that loads TypeScript itself starts 30 ms later and takes 10 MB more. */
async function writeBootstrap(path: string): Promise<void> {
  const source = readFileSync(new URL("worker-bootstrap.ts", import.meta.url), "utf8");
  const { code } = await transform(source, { loader: "ts", format: "esm", target: "node24" });
  writeFileSync(path, code);
}
