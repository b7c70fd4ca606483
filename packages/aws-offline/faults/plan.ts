import * as v from "valibot";

const text = v.pipe(v.string(), v.minLength(1));
const natural = v.pipe(v.number(), v.integer(), v.minValue(1));
const status = v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599));
const crash = v.picklist(["exit", "time-out", "out-of-memory"]);

/** Which of its matches a fault strikes. */
const frequency = {
  /** So many matches pass first. Default 0. */
  skip: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** Default `once`; a number: the first so many; `oneIn`: one of every so many, which one by the plan's seed. */
  times: v.exactOptional(v.union([v.picklist(["once", "always"]), natural, v.strictObject({ oneIn: natural })])),
};

/** Which calls of AWS. What is left out matches all; `caller` and `resource` are parts of the role's and resource's ARN. */
const calls = {
  at: v.literal("call"),
  /** As in IAM actions: `dynamodb`, `secretsmanager`, ... */
  service: v.exactOptional(text),
  action: v.exactOptional(text),
  caller: v.exactOptional(text),
  resource: v.exactOptional(text),
  /** A part of the call's input as JSON. */
  containing: v.exactOptional(text),
  /** The id of a Stripe event: calls made by functions while they handle it, alone or in a batch. */
  handling: v.exactOptional(text),
  ...frequency,
};

/**
 * `throttle`, `error`: AWS's own answer in the place of the effect, for `error` another one by `code` and `status`.
 * `error-after`: the effect, and an error all the same. `lost-answer`: the effect, and the connection ends.
 * `no-answer`: neither effect nor answer, until the caller gives up. `crash-before`, `crash-after`: the function that
 * calls ends before or after the effect.
 */
const callFault = v.variant("fails", [
  v.strictObject({ ...calls, fails: v.picklist(["throttle", "lost-answer", "no-answer"]) }),
  v.strictObject({
    ...calls,
    fails: v.picklist(["error", "error-after"]),
    code: v.exactOptional(text),
    status: v.exactOptional(status),
  }),
  v.strictObject({ ...calls, fails: v.picklist(["crash-before", "crash-after"]), as: v.exactOptional(crash) }),
]);

/** The whole invocation: it ends before the handler does anything, or when all is done but not answered. */
const invocationFault = v.strictObject({
  at: v.literal("invocation"),
  /** A part of the function's name. */
  function: v.exactOptional(text),
  handling: v.exactOptional(text),
  fails: v.picklist(["crash-before", "crash-after"]),
  as: v.exactOptional(crash),
  ...frequency,
});

const requests = {
  at: v.literal("stripe"),
  method: v.exactOptional(v.picklist(["GET", "POST", "DELETE"])),
  /** Where `*` stands for one part: `/v1/checkout/sessions/*`. */
  path: v.exactOptional(text),
  /** A part of path or parameters. */
  containing: v.exactOptional(text),
  ...frequency,
};

/** As for calls of AWS; `error` is Stripe's 500 unless told otherwise, `throttle` its 429, `not-found` its 404. */
const stripeFault = v.variant("fails", [
  v.strictObject({ ...requests, fails: v.picklist(["throttle", "not-found", "lost-answer", "no-answer"]) }),
  v.strictObject({ ...requests, fails: v.literal("error"), status: v.exactOptional(status) }),
]);

const deliveries = {
  at: v.literal("delivery"),
  /** A part of the queue's name. */
  queue: v.exactOptional(text),
  /** A part of the message's body. */
  containing: v.exactOptional(text),
  ...frequency,
};

/** What SNS and EventBridge put into queues. */
const deliveryFault = v.variant("arrives", [
  v.strictObject({
    ...deliveries,
    arrives: v.literal("repeated"),
    copies: v.exactOptional(v.pipe(natural, v.minValue(2))),
  }),
  /** `seconds` by the run's clock. */
  v.strictObject({ ...deliveries, arrives: v.literal("late"), seconds: v.pipe(v.number(), v.minValue(0)) }),
  /** Held until so many are there (default 10) or none has come for a second, then let go in an order by the seed. */
  v.strictObject({
    ...deliveries,
    arrives: v.literal("shuffled"),
    among: v.exactOptional(v.pipe(natural, v.minValue(2))),
  }),
]);

/** The archive's pipe: its enrichment fails, the bus refuses the batch, or one entry of it. */
const pipeFault = v.strictObject({
  at: v.literal("pipe"),
  fails: v.picklist(["enrichment", "target", "one-entry"]),
  ...frequency,
});

export const faultSchema = v.variant("at", [callFault, invocationFault, stripeFault, deliveryFault, pipeFault]);

export const planSchema = v.strictObject({
  /** Equal seeds give equal choices. Default 1. */
  seed: v.exactOptional(v.pipe(v.number(), v.integer())),
  faults: v.array(faultSchema),
});

/** What shall go wrong, and how often: the first of its faults that strikes at one place acts there. */
export type FaultPlan = v.InferOutput<typeof planSchema>;
export type Fault = FaultPlan["faults"][number];
export type FaultAt<Place extends Fault["at"]> = Extract<Fault, { at: Place }>;
export type CallFault = FaultAt<"call">;
export type Frequency = Pick<Fault, "skip" | "times">;
