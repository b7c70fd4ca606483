/**
 * `npm test`: every check of the repository, two at a time.
 * `npm test -- lint tests` runs only these, `npm test -- extended` the tests that take minutes.
 * The last line is `N passed, N failed`, a check without tests counts as one.
 */
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.ts";
import { runVitest, type Counts } from "./run-vitest.ts";

// What one process has compiled, the others find: the test workers, and the commands that tests start.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("../node_modules/.cache/node", import.meta.url));

interface Outcome extends Counts {
  readonly output: string;
}
type Check = () => Promise<Outcome>;

const command =
  (name: string, ...args: string[]): Check =>
  async () => {
    const { code, output } = await runCommand(name, args, false);
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
  };

/** The longest first, so that the others run beside it. */
const checks: Readonly<Record<string, Check>> = {
  tests: () => runVitest(["--project", "!extended"], false),
  // It checks types too, of all three configurations: the compiler of its own would do the same work again.
  lint: command("npm", "run", "--silent", "lint"),
  format: command("oxfmt", "--check"),
  "dead-code": command("knip"),
};
/** Only when named. */
const named: typeof checks = {
  extended: () => runVitest(["--project", "extended"], false),
  typecheck: command("npm", "run", "--silent", "typecheck"),
};
const lanes = 2;

async function runAll(names: readonly string[]): Promise<Counts> {
  const waiting = [...names];
  const total = { passed: 0, failed: 0 };
  const lane = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const { passed, failed } = await run(name);
      total.passed += passed;
      total.failed += failed;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return total;
}

async function run(name: string): Promise<Counts> {
  const start = performance.now();
  const outcome: Outcome = (await { ...checks, ...named }[name]?.()) ?? {
    passed: 0,
    failed: 1,
    output: `no such check: ${name}`,
  };
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const { passed, failed, output } = outcome;
  const counts = passed + failed > 1 ? `  (${passed} passed, ${failed} failed)` : "";
  if (failed > 0) console.log(`\n${output.trimEnd()}\n`);
  console.log(`${failed === 0 ? "ok  " : "FAIL"} ${name.padEnd(10)} ${seconds.padStart(6)} s${counts}`);
  return outcome;
}

const asked = process.argv.slice(2);
const { passed, failed } = await runAll(asked.length === 0 ? Object.keys(checks) : asked);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
