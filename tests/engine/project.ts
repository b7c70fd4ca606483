import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A throw-away view of a Pulumi project: Pulumi writes its settings and state here and nowhere else. */
export interface Project {
  /** Where `pulumi` runs: the project's files, linked; its Pulumi*.yaml files, copied. */
  readonly directory: string;
  /** Where the file backend keeps the state. */
  readonly backend: string;
  readonly home: string;
  remove(): Promise<void>;
}

export async function copyProject(source: string): Promise<Project> {
  const root = await mkdtemp(path.join(tmpdir(), "engine-test-"));
  const directory = path.join(root, "project");
  const backend = path.join(root, "backend");
  const home = path.join(root, "home");
  await Promise.all([directory, backend, home].map((folder) => mkdir(folder)));
  const entries = await readdir(source);
  await Promise.all(
    entries
      .filter((entry) => !entry.startsWith("."))
      .map((entry) => {
        const [from, to] = [path.join(source, entry), path.join(directory, entry)];
        // `pulumi stack init` writes the encryption salt into the stack's file.
        return /^Pulumi\..*yaml$/u.test(entry) ? cp(from, to) : symlink(from, to);
      }),
  );
  return { directory, backend, home, remove: () => rm(root, { recursive: true, force: true }) };
}
