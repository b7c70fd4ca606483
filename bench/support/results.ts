import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";

/** Not committed: what one machine measured on one day. */
const folder = fileURLToPath(new URL("../results/", import.meta.url));

/** A figure and its goal. `atMost` and `atLeast` are goals, of which one is given. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Prints the figures and writes them with the details as `bench/results/NAME.json`. */
export async function report(name: string, figures: readonly Figure[], details: object): Promise<void> {
  for (const figure of figures) console.log(figureLine(figure));
  const [load = 0] = loadavg();
  const machine = {
    load,
    node: process.version,
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
  };
  if (load > machine.cores)
    console.log(`The machine was loaded (${rounded(load)}): times are too long, ratios may hold.`);
  await mkdir(folder, { recursive: true });
  const file = `${folder}${name}.json`;
  await writeFile(
    file,
    `${JSON.stringify({ name, at: new Date().toISOString(), machine, figures, details }, null, 2)}\n`,
  );
  console.log(`\nWritten to bench/results/${name}.json`);
}

function figureLine({ name, value, unit, atMost, atLeast }: Figure): string {
  const line = `${name.padEnd(52)} ${rounded(value).padStart(9)} ${unit}`;
  if (atMost !== undefined) return `${line.padEnd(80)} goal <= ${rounded(atMost)}${value <= atMost ? "" : "  MISSED"}`;
  if (atLeast !== undefined)
    return `${line.padEnd(80)} goal >= ${rounded(atLeast)}${value >= atLeast ? "" : "  MISSED"}`;
  return line;
}

/** Three digits that count; large numbers whole. */
function rounded(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
