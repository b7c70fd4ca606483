import { spawn } from "node:child_process";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const freePorts = ["--webhook-port", "0", "--console-port", "0", "--aws-port", "0", "--stripe-port", "0"];

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** What `npm start` runs. */
export function start(args: readonly string[], checkout = root) {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "offline/main.ts", ...args], {
    cwd: checkout,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, output, errors })));
  return { ended, output: () => output, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

/** A checkout of its own, to break. */
export async function checkoutIn(checkout: string): Promise<string> {
  const parts = [
    "package.json",
    "index.ts",
    "Pulumi.yaml",
    "Pulumi.dev.yaml",
    "components",
    "domain",
    "functions",
    "offline",
    "ops",
    "packages",
  ];
  for (const part of parts) await cp(join(root, part), join(checkout, part), { recursive: true });
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  return checkout;
}
