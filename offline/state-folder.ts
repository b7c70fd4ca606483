import { hash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { OpsError, UsageError } from "../ops/errors.ts";
import { savedRun, type OfflineRun, type SavedRun } from "./run.ts";

const saveEveryMilliseconds = 1_000;
const head = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ format: v.literal("offline state"), version: v.literal(1), sha256: v.string() }),
);
const body = v.pipe(v.string(), v.parseJson(), savedRun);

/** Calls of AWS that change nothing worth keeping. */
const reads = /^(?:BatchGet|Describe|Get|List|Query|Receive|Scan|TransactGet)/u;

/**
 * A folder that keeps a run's state: `state.json`, a line with its digest and a line of JSON. It is replaced as a whole,
 * each second in which something changed, so that a run that is killed loses no more than that. One run at a time.
 */
export class StateFolder {
  readonly saved: SavedRun | undefined;
  readonly #folder: string;
  #changed = true;

  private constructor(folder: string, saved: SavedRun | undefined) {
    this.#folder = folder;
    this.saved = saved;
  }

  /**
   * @throws UsageError for what is not a folder; OpsError for one that another run uses, and for a damaged file, by its
   * name
   */
  static async open(folder: string): Promise<StateFolder> {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new UsageError(`--state ${folder}: give a folder that is there or can be made (${why})`, { cause });
    });
    await lock(folder);
    try {
      return new StateFolder(folder, await read(join(folder, "state.json")));
    } catch (error) {
      await rm(join(folder, "lock"), { force: true });
      throw error;
    }
  }

  /** Saves the run from now on; the function returned saves it a last time. */
  keep(run: OfflineRun): () => Promise<void> {
    run.aws.gateway.onCall(({ action }) => {
      if (!reads.test(action)) this.#changed = true;
    });
    const stop = new AbortController();
    const saving = this.#saveEach(run, stop.signal);
    return async () => {
      stop.abort();
      await saving;
      await this.save(await run.save());
    };
  }

  async save(saved: SavedRun): Promise<void> {
    const file = join(this.#folder, "state.json");
    const text = JSON.stringify(saved);
    const line = JSON.stringify({ format: "offline state", version: 1, sha256: hash("sha256", text) });
    await writeFile(`${file}.new`, `${line}\n${text}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  async close(): Promise<void> {
    await rm(join(this.#folder, "lock"), { force: true });
  }

  async #saveEach(run: OfflineRun, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#changed) {
        this.#changed = false;
        await this.save(await run.save());
      }
      await delay(saveEveryMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function read(file: string): Promise<SavedRun | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && Reflect.get(error, "code") === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const [first = "", rest = ""] = text.split("\n", 2);
  const parsed = v.safeParse(head, first);
  if (!parsed.success) throw damaged(file, parsed.issues[0].message);
  if (parsed.output.sha256 !== hash("sha256", rest)) throw damaged(file, "its digest is another one");
  const state = v.safeParse(body, rest);
  if (!state.success) throw damaged(file, state.issues[0].message);
  return state.output;
}

function damaged(file: string, why: string): OpsError {
  return new OpsError(`${file} is damaged or of another version (${why}): move it away to start with nothing`);
}

/** A lock of a process that is gone is taken over. */
async function lock(folder: string): Promise<void> {
  const file = join(folder, "lock");
  try {
    const handle = await open(file, "wx");
    await handle.write(String(process.pid));
    await handle.close();
  } catch (error) {
    if (!(error instanceof Error && Reflect.get(error, "code") === "EEXIST")) throw error;
    const owner = Number(await readFile(file, "utf8"));
    if (isAlive(owner)) throw new OpsError(`${folder} is used by the run of process ${String(owner)}`);
    await rm(file, { force: true });
    await lock(folder);
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && Reflect.get(error, "code") === "EPERM";
  }
}
