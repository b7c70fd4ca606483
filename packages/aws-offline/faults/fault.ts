import * as v from "valibot";

export const text = v.pipe(v.string(), v.minLength(1));
export const natural = v.pipe(v.number(), v.integer(), v.minValue(1));
export const status = v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599));
/** How a function ends without a response. */
export const crash = v.picklist(["exit", "time-out", "out-of-memory"]);

/** Which of its matches a fault strikes. */
export const frequency = {
  /** How many matches pass first. Default 0. */
  skip: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Default `once`; a number: the first n; `oneIn`: one of every n, which one by the plan's seed. */
  times: v.exactOptional(v.union([v.picklist(["once", "always"]), natural, v.strictObject({ oneIn: natural })])),
};

const anyFrequency = v.strictObject(frequency);
export type Frequency = v.InferOutput<typeof anyFrequency>;

/** What every kind of fault has. Each kind names its place by `at`, and what happens there by `fails` or `arrives`. */
export interface AnyFault extends Frequency {
  readonly at: string;
  readonly fails?: string;
  readonly arrives?: string;
}
