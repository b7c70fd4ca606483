import type { Fault } from "../../offline/fault-plan.ts";
import type { FaultPlan } from "../../packages/aws-offline/faults/plan.ts";
import type { Random } from "../support/random.ts";

const functions = ["stripe-webhook", "order-processor", "email-processor", "inventory-processor", "event-enricher"];
const crashes = ["exit", "time-out", "out-of-memory"] as const;

/** A handful of faults that strike now and then, and in some rounds one that strikes each time until it is lifted. */
export function randomFaults(random: Random): FaultPlan<Fault> {
  const passing = Array.from({ length: random.integer(4, 8) }, () => passingFault(random));
  const lasting = random.chance(0.35) ? [random.pick(lastingFaults)] : [];
  return { seed: random.integer(1, 1e9), faults: [...lasting, ...passing] };
}

type Frequency = { readonly times: { readonly oneIn: number } };

const makers: readonly ((random: Random, often: Frequency) => Fault)[] = [
  call,
  call,
  call,
  call,
  (random, often) => ({
    at: "invocation",
    ...often,
    function: random.pick(functions),
    fails: random.pick(["crash-before", "crash-after"]),
    as: random.pick(crashes),
  }),
  (random, often) => ({ at: "stripe", ...often, fails: random.pick(["error", "throttle", "lost-response"]) }),
  // An address that Stripe denies to have is believed: docs/guarantees.md names it.
  (random, often) => ({
    at: "stripe",
    ...often,
    path: random.pick(["/v1/events/*", "/v1/checkout/sessions/*", "/v1/invoices/*", "/v1/charges/*"]),
    fails: "not-found",
  }),
  (random) => ({
    at: "stripe",
    path: random.pick(["/v1/refunds", "/v1/invoice_payments", "/v1/invoices/*", "/v1/checkout/sessions"]),
    times: { oneIn: random.integer(2, 4) },
    fails: "behind",
    seconds: random.integer(1, 60),
  }),
  (random, often) => ({ at: "delivery", ...often, ...lateOrRepeated(random) }),
  (random, often) => ({ at: "pipe", ...often, fails: random.pick(["enrichment", "target", "one-entry"]) }),
];

function passingFault(random: Random): Fault {
  return random.pick(makers)(random, { times: { oneIn: random.integer(10, 60) } });
}

function call(random: Random, often: Frequency): Fault {
  return { at: "call", ...often, ...randomCalls(random), ...callFailure(random) };
}

/** Of the functions, and of what polls for them. */
function randomCalls(random: Random): { service?: string; action?: string; caller?: string } {
  return random.pick([
    { service: "dynamodb" },
    { service: "dynamodb", caller: random.pick(functions) },
    { service: "dynamodb", action: random.pick(["GetItem", "PutItem", "UpdateItem", "TransactWriteItems"]) },
    { service: "sns", action: "Publish" },
    { service: "ses" },
    { service: "secretsmanager" },
    { service: "events" },
    { service: "sqs", action: random.pick(["ReceiveMessage", "DeleteMessageBatch"]), caller: "processor" },
  ]);
}

function callFailure(random: Random): Pick<Extract<Fault, { at: "call" }>, "fails"> {
  // A call without a response holds its function up for seconds, so it is rare.
  if (random.chance(0.05)) return { fails: "no-response" };
  return { fails: random.pick(["throttle", "error", "error-after", "lost-response", "crash-before", "crash-after"]) };
}

function lateOrRepeated(random: Random) {
  return random.pick([
    { arrives: "repeated", copies: 3 },
    { arrives: "late", seconds: 60 },
    { arrives: "shuffled", among: 8 },
  ] as const);
}

/** Each takes a branch to its dead-letter queue. The webhook is spared: Stripe would send again until it is over. */
const lastingFaults: readonly Fault[] = [
  { at: "call", times: "always", fails: "error", service: "dynamodb", caller: "order-processor" },
  { at: "call", times: "always", fails: "lost-response", service: "dynamodb", caller: "order-processor" },
  { at: "call", times: "always", fails: "throttle", service: "ses" },
  { at: "call", times: "always", fails: "error", service: "dynamodb", caller: "inventory-processor" },
  { at: "call", times: "always", fails: "error-after", service: "sns", caller: "inventory-processor" },
  { at: "stripe", times: "always", fails: "error" },
  { at: "stripe", times: "always", path: "/v1/checkout/sessions/*", fails: "not-found" },
  { at: "pipe", times: "always", fails: "target" },
  { at: "invocation", times: "always", fails: "crash-after", function: "inventory-processor" },
];
