/**
 * `npm run test:mutation -- [components] [--mutate GLOB,...] [Stryker's other options]`: changes the cores, or what the
 * components decide, in every way that Stryker knows, and lists the changes that no test of them sees. Hours for all of
 * them; a folder takes minutes.
 * @see https://stryker-mutator.io/docs/stryker-js/configuration/
 */
import path from "node:path";
import { repository, runCommand } from "../../scripts/run-command.ts";

const here = path.join(repository, "tests", "mutation");
const { code: installed } = await runCommand("npm", ["ci", "--no-audit", "--no-fund"], true, here);
if (installed !== 0) throw new Error("Stryker could not be installed");
const stryker = path.join(here, "node_modules", ".bin", "stryker");
const [first, ...others] = process.argv.slice(2);
const isOfComponents = first === "components";
const options = isOfComponents || first === undefined ? others : [first, ...others];
const config = isOfComponents ? "components.config.mjs" : "stryker.config.json";
const { code } = await runCommand(stryker, ["run", path.join(here, config), ...options], true);
process.exitCode = code ?? 1;
