import type { Fault } from "../../../offline/fault-plan.ts";
import type { AwsCall } from "../../../packages/aws-offline/gateway/types.ts";
import { type Bench, type Branch, functionOf } from "./bench.ts";
import { idPattern, idsOf } from "./ids.ts";
import type { Case } from "./cases.ts";

/** One call of AWS in a good run: the nth of its kind in one invocation. */
interface RecordedCall {
  readonly to: "aws";
  readonly service: string;
  readonly action: string;
  /** The part of the resource's name that the program gives: `orders-table`. */
  readonly resource: string;
  readonly occurrence: number;
}

/** One request of Stripe in a good run. */
interface RecordedRequest {
  readonly to: "stripe";
  /** `*` in the place of ids. */
  readonly path: string;
  /** Which of the case's ids it asks for. */
  readonly idIndex: number;
}

export type Recorded = RecordedCall | RecordedRequest;

/** Every call that a branch's function, or the webhook, makes while it handles the case's event, in their order. */
export async function recordCalls(bench: Bench, branch: Branch | undefined, one: Case): Promise<Recorded[]> {
  await bench.prepare([one]);
  const name = callerOf(branch);
  const { aws } = bench.system.run;
  // The webhook asks Stripe nothing; the others would be heard in its place.
  const stripe = branch === undefined ? undefined : bench.system.run.stripe;
  const calls: Recorded[] = [];
  let isFirst = true;
  const stops = [
    aws.gateway.use((call, next) => {
      if (call.traceId !== undefined && call.principal.includes(`${name}-role`)) calls.push(recorded(call, calls));
      return next();
    }),
    stripe?.use(({ path, parameters }, next) => {
      const text = `${path} ${JSON.stringify(parameters)}`;
      const idIndex = idsOf(one).findIndex((id) => text.includes(id));
      const request = { to: "stripe", path: path.replaceAll(idPattern, "*"), idIndex } as const;
      const isNew = !calls.some((call) => call.to === "stripe" && nameOf(call) === nameOf(request));
      if (isFirst && idIndex >= 0 && isNew) calls.push(request);
      return next();
    }),
  ];
  try {
    await bench.sendTo(branch, [one.posted], undefined, () => (isFirst = false));
  } finally {
    for (const stop of stops) stop?.();
  }
  return calls;
}

function callerOf(branch: Branch | undefined): string {
  return branch === undefined ? "stripe-webhook" : functionOf(branch);
}

function recorded({ service, action, resources }: AwsCall, before: readonly Recorded[]): RecordedCall {
  const call = { to: "aws", service, action, resource: resourceName(resources[0] ?? ""), occurrence: 0 } as const;
  const same = before.filter((other) => other.to === "aws" && nameOf({ ...other, occurrence: 0 }) === nameOf(call));
  return { ...call, occurrence: same.length };
}

/** Without stage and the random end of a name. */
function resourceName(arn: string): string {
  const name = arn.split(/[:/]/u).at(-1) ?? arn;
  return name.replace(/^dev-/u, "").replace(/-[0-9a-f]{6}$/u, "");
}

export function nameOf(call: Recorded): string {
  if (call.to === "stripe") return `stripe ${call.path} of id ${String(call.idIndex)}`;
  return `${call.service}:${call.action} ${call.resource} #${String(call.occurrence + 1)}`;
}

/** Both kinds of clients ask so often on their own; the one of SES only once. */
const attempts = 3;

/** What happens to a call, and how often. `thrice` outlasts the client's own retries, so that the function hears of it. */
const awsFailures = {
  "error once": { fails: "error" },
  "throttled once": { fails: "throttle" },
  "response lost once": { fails: "lost-response" },
  "error thrice": { fails: "error", times: attempts },
  "response lost thrice": { fails: "lost-response", times: attempts },
  "crash before": { fails: "crash-before", as: "exit" },
  "crash after": { fails: "crash-after", as: "out-of-memory" },
  "error for ever": { fails: "error", times: "always" },
  "response lost for ever": { fails: "lost-response", times: "always" },
  "time-out for ever": { fails: "crash-after", as: "time-out", times: "always" },
} as const;

/** Asking Stripe changes nothing, so that an end of the function there is one at its next call of AWS. */
const stripeFailures = {
  "error once": awsFailures["error once"],
  "throttled once": awsFailures["throttled once"],
  "response lost once": awsFailures["response lost once"],
  "error thrice": awsFailures["error thrice"],
  "error for ever": awsFailures["error for ever"],
} as const;

export type Failure = keyof typeof awsFailures;

/** All failures of a call. */
export function allFailures(call: Recorded): Failure[] {
  return Object.keys(call.to === "aws" ? awsFailures : stripeFailures) as Failure[];
}

/**
 * The failures whose outcomes can differ. An end before a call is one after the call before it; what the clients' own retries
 * make good is the same at each call; and a function that ends for ever does so at its last call as at any.
 */
export function distinctFailures(call: Recorded, index: number, all: readonly Recorded[]): Failure[] {
  if (call.to === "stripe") return ["error thrice", "error for ever"];
  return [
    "response lost once",
    "error thrice",
    "response lost thrice",
    "crash after",
    "error for ever",
    "response lost for ever",
    ...(index === 0 ? (["crash before"] as const) : []),
    ...(index === all.length - 1 ? (["time-out for ever"] as const) : []),
  ];
}

export function lasts(failure: Failure): boolean {
  return failure.endsWith("for ever");
}

/** @param branch whose function calls; undefined: the webhook */
export function faultOf(call: Recorded, failure: Failure, branch: Branch | undefined, one: Case): Fault {
  if (call.to === "stripe") {
    const containing = idsOf(one)[call.idIndex] ?? "";
    return { at: "stripe", path: call.path, containing, ...stripeFailures[failure as keyof typeof stripeFailures] };
  }
  const { service, action, resource, occurrence } = call;
  const where = { handling: one.posted.id, caller: callerOf(branch), service, action, resource, skip: occurrence };
  return { at: "call", ...where, ...awsFailures[failure] };
}
