import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
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

/** What a figure depends on besides the code. */
export interface Machine {
  /** As the system names it; empty where it does not. */
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly platform: string;
  readonly node: string;
  /** Of the last minute. */
  readonly load: number;
}

function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? "",
    cores: availableParallelism(),
    memoryGb: totalmem() / 1e9,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
}

export function machineLine({ processor, cores, memoryGb, platform, node, load }: Machine): string {
  const named = processor === "" ? "a processor without a name" : processor;
  return `Machine: ${named}, ${String(cores)} cores, ${rounded(memoryGb)} GB, ${platform}, Node ${node}, load ${rounded(load)}`;
}

/** Prints the figures with their goals and the machine, and writes them with the details as `bench/results/NAME.json`. */
export async function report(name: string, figures: readonly Figure[], details: object): Promise<void> {
  for (const figure of figures) console.log(figureLine(figure));
  const machine = thisMachine();
  console.log(`\n${machineLine(machine)}`);
  if (machine.load > machine.cores) console.log("The machine was loaded: times are too long, ratios may hold.");
  await mkdir(folder, { recursive: true });
  const file = `${folder}${name}.json`;
  await writeFile(
    file,
    `${JSON.stringify({ name, at: new Date().toISOString(), machine, figures, details }, null, 2)}\n`,
  );
  console.log(`\nWritten to bench/results/${name}.json`);
}

export function figureLine({ name, value, unit, atMost, atLeast }: Figure): string {
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
