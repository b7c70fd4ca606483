import { tableLines } from "../../ops/output/table.ts";
import type { Figure } from "../support/results.ts";
import { median, pairedRatio } from "../support/statistics.ts";
import type { ColdStart } from "./cold-start.ts";

type Kind = "deployed" | "naive" | "empty";

export interface Measured {
  readonly name: string;
  readonly bytes: { readonly deployed: number; readonly naive: number };
  readonly starts: Readonly<Record<Kind, ColdStart[]>>;
}

const kb = (bytes: number): number => Math.round(bytes / 1024);

/** Milliseconds of CPU and ratios, per function. */
export function tableOf(measured: readonly Measured[]): string[] {
  const rows = measured.map(({ name, bytes, starts }) => {
    const whole = (of: (start: ColdStart) => number, kind: Kind): number => Math.round(median(starts[kind].map(of)));
    const ratio = (of: (start: ColdStart) => number, against: Kind): string =>
      pairedRatio(starts.deployed.map(of), starts[against].map(of)).toFixed(2);
    return [
      name,
      kb(bytes.deployed),
      kb(bytes.naive),
      whole(({ importCpu }) => importCpu, "deployed"),
      whole(({ cpu }) => cpu, "deployed"),
      whole(({ cpu }) => cpu, "naive"),
      ratio(({ cpu }) => cpu, "naive"),
      ratio(({ wall }) => wall, "naive"),
      ratio(({ processCpu }) => processCpu, "empty"),
    ];
  });
  const headings = [
    "FUNCTION",
    "KB",
    "NAIVE KB",
    "IMPORT MS",
    "+ FIRST CALL",
    "NAIVE MS",
    "CPU / NAIVE",
    "WALL / NAIVE",
    "PROCESS / EMPTY",
  ];
  return tableLines(headings, rows);
}

/** The webhook, on which Stripe waits, and the consumers, which load Stripe's SDK when they ask it. */
export function figuresOf(measured: readonly Measured[]): Figure[] {
  const webhook = measured.find(({ name }) => name === "stripe-webhook");
  if (webhook === undefined) return [];
  const { bytes, starts } = webhook;
  const ratio = (of: (start: ColdStart) => number, against: Kind): number =>
    pairedRatio(starts.deployed.map(of), starts[against].map(of));
  return [
    { name: "stripe-webhook: bundle", value: bytes.deployed / 1024, unit: "KB", atMost: 245 },
    {
      name: "stripe-webhook: import + first call / naive, wall",
      value: ratio(({ wall }) => wall, "naive"),
      unit: "times",
      atMost: 0.6,
    },
    {
      name: "stripe-webhook: import + first call / naive, CPU",
      value: ratio(({ cpu }) => cpu, "naive"),
      unit: "times",
      atMost: 0.6,
    },
    {
      name: "stripe-webhook: process / process of an empty handler",
      value: ratio(({ processCpu }) => processCpu, "empty"),
      unit: "times, CPU",
    },
    ...measured
      .filter(({ name }) => name.endsWith("-processor"))
      .map(({ name, starts: { deployed, naive } }) => ({
        name: `${name}: import + first call / naive, CPU`,
        value: pairedRatio(
          deployed.map(({ cpu }) => cpu),
          naive.map(({ cpu }) => cpu),
        ),
        unit: "times",
        atMost: 0.55,
      })),
  ];
}
