/** What the load scripts and their runner both know of the profiles. Pure TypeScript, so that k6 can import it. */

/** Where the load goes: a stack offline shares the machine's cores with the load generator. */
export type Place = "offline" | "deployed";

export interface Load {
  /** Events a second; of `spike` before and after it, of `breakpoint` the most. */
  readonly rate: number;
  /** Of `spike` its length, of the others the whole. */
  readonly seconds: number;
}

/** Arrivals a second over time; the rate moves in a line from each point to the next. */
export interface Point {
  readonly second: number;
  readonly rate: number;
}

/** Milliseconds that the webhook's response may take. */
export interface ResponseLimits {
  readonly p95: number;
  readonly p99: number;
}

export interface Profile {
  readonly purpose: string;
  readonly defaults: Readonly<Record<Place, Load>>;
  readonly limits: Readonly<Record<Place, ResponseLimits>>;
  /** Ends at the first threshold that breaks: finding it is the aim. */
  readonly endsAtBreak: boolean;
  /** All its events are there at once, and are sent as fast as responses come: the one profile that is not an open model. */
  readonly isBurst: boolean;
  /** Sends thin events. Their objects are fetched, so that Stripe has to know them: offline only. */
  readonly isThin: boolean;
  readonly curve: (load: Load) => readonly Point[];
}

const steady = ({ rate, seconds }: Load): Point[] => [
  { second: 0, rate },
  { second: seconds, rate },
];

const spikeFactor = 10;
const calmSeconds = 15;

function spikeCurve({ rate, seconds }: Load): Point[] {
  const [up, down] = [calmSeconds + 1, calmSeconds + 1 + seconds];
  return [
    { second: 0, rate },
    { second: calmSeconds, rate },
    { second: up, rate: spikeFactor * rate },
    { second: down, rate: spikeFactor * rate },
    { second: down + 1, rate },
    { second: down + 1 + calmSeconds, rate },
  ];
}

// Checkout waits ten seconds for the response; AWS handles a warm request in tens of milliseconds, a cold one in about one second.
const usual = { offline: { p95: 500, p99: 1_500 }, deployed: { p95: 500, p99: 2_000 } };
const strained = { offline: { p95: 3_000, p99: 8_000 }, deployed: { p95: 2_000, p99: 5_000 } };

const steadyProfile = (purpose: string, offline: Load, deployed: Load): Profile => ({
  purpose,
  defaults: { offline, deployed },
  limits: usual,
  endsAtBreak: false,
  isBurst: false,
  isThin: false,
  curve: steady,
});

export const profiles = {
  smoke: steadyProfile("a few seconds, to see that all works", { rate: 20, seconds: 12 }, { rate: 10, seconds: 30 }),
  average: steadyProfile("an ordinary hour's rate", { rate: 30, seconds: 60 }, { rate: 50, seconds: 300 }),
  spike: {
    ...steadyProfile("ten times the rate for thirty seconds", { rate: 12, seconds: 30 }, { rate: 30, seconds: 30 }),
    limits: strained,
    curve: spikeCurve,
  },
  burst: {
    ...steadyProfile("5,000 events at once", { rate: 5_000, seconds: 1 }, { rate: 5_000, seconds: 1 }),
    limits: { offline: { p95: 8_000, p99: 10_000 }, deployed: { p95: 5_000, p99: 8_000 } },
    isBurst: true,
  },
  soak: steadyProfile("a long time, for leaks", { rate: 25, seconds: 600 }, { rate: 50, seconds: 3_600 }),
  breakpoint: {
    ...steadyProfile(
      "more and more until a threshold breaks",
      { rate: 600, seconds: 120 },
      { rate: 1_000, seconds: 600 },
    ),
    endsAtBreak: true,
    curve: ({ rate, seconds }) => [
      { second: 0, rate: Math.max(1, Math.round(rate / 20)) },
      { second: seconds, rate },
    ],
  },
  duplicates: steadyProfile(
    "five of a hundred events sent again, some at once",
    { rate: 25, seconds: 60 },
    { rate: 50, seconds: 120 },
  ),
  thin: {
    // Each asks Stripe for its object, and a stack of test mode asks fifteen times a second.
    ...steadyProfile("thin events, whose objects are fetched", { rate: 10, seconds: 60 }, { rate: 10, seconds: 60 }),
    isThin: true,
  },
  forged: steadyProfile("bad signatures among good ones", { rate: 25, seconds: 40 }, { rate: 50, seconds: 120 }),
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof profiles;

export const profileNames = Object.keys(profiles) as readonly ProfileName[];

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name);
}

/** Iterations that the curve asks for, and its length in seconds. */
export function extentOf(curve: readonly Point[]): { iterations: number; seconds: number; peak: number } {
  let iterations = 0;
  for (const [index, { second, rate }] of curve.entries()) {
    const before = curve[index - 1];
    if (before !== undefined) iterations += ((second - before.second) * (rate + before.rate)) / 2;
  }
  return {
    iterations: Math.round(iterations),
    seconds: curve.at(-1)?.second ?? 0,
    peak: Math.max(...curve.map(({ rate }) => rate)),
  };
}

/** One line of the record that a load script writes, a request each. */
export interface Sent {
  /** Which event of the traffic. */
  readonly index: number;
  readonly kind: SentKind;
  /** Epoch milliseconds. */
  readonly at: number;
  /** 0: no response. */
  readonly status: number;
  readonly milliseconds: number;
}

/** `forged` ones look like events of the run, but their ids are those of no event that is ever sent rightly. */
export type SentKind = "first" | "again" | "forged";

export function sentLine({ index, kind, at, status, milliseconds }: Sent): string {
  return `sent ${String(index)} ${kind} ${String(at)} ${String(status)} ${milliseconds.toFixed(2)}`;
}

/** Of a request that the load's end may cut off before its response: that it begins. */
export function beginsLine(index: number): string {
  return `begins ${String(index)}`;
}

/** The event's index; undefined for what is not such a line. */
export function readBeginsLine(text: string): number | undefined {
  const index = /^begins (?<index>\d+)$/u.exec(text)?.groups?.["index"];
  return index === undefined ? undefined : Number(index);
}

const line = /^sent (?<index>\d+) (?<kind>first|again|forged) (?<at>\d+) (?<status>\d+) (?<milliseconds>[\d.]+)$/u;

/** Undefined for what is not such a line, as what k6 itself has to say. */
export function readSentLine(text: string): Sent | undefined {
  const groups = line.exec(text)?.groups;
  if (groups === undefined) return undefined;
  return {
    index: Number(groups["index"]),
    kind: groups["kind"] as SentKind,
    at: Number(groups["at"]),
    status: Number(groups["status"]),
    milliseconds: Number(groups["milliseconds"]),
  };
}

/** The run whose ids the forged events of a run have. */
export function forgedRun(run: string): string {
  return `f${run.slice(1)}`;
}
