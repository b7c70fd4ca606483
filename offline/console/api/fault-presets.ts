import type { Fault } from "../../fault-plan.ts";
import type { StackOutputs } from "../../../functions/shared/stack-outputs.ts";
import { consumersOf, type Consumer } from "../../../ops/consumers.ts";
import { folderOf } from "../../../ops/functions.ts";

export interface Preset {
  readonly id: string;
  readonly group: "Functions" | "AWS" | "Stripe" | "Deliveries";
  readonly title: string;
  readonly text: string;
  readonly fault: Fault;
}

const always = { times: "always" } as const;

/** The faults that the console offers: those of each consumer, then those of the services. */
export function presetsFor(outputs: StackOutputs): readonly Preset[] {
  return [...consumersOf(outputs).flatMap((consumer) => consumerPresets(consumer, outputs)), ...servicePresets];
}

function consumerPresets({ name, functionName }: Consumer, { functionNames }: StackOutputs): Preset[] {
  const [output] = Object.entries(functionNames).find(([, each]) => each === functionName) ?? [name];
  const folder = folderOf(output);
  return [
    {
      id: `${folder}-crash`,
      group: "Functions",
      title: `${folder} crashes`,
      text: "Ends before it handles anything; its messages come back, and then become dead letters. The others go on.",
      fault: { at: "invocation", function: folder, fails: "crash-before", ...always },
    },
    {
      id: `${folder}-dynamodb`,
      group: "AWS",
      title: `DynamoDB fails for ${folder}`,
      text: "Every call that the function makes to DynamoDB returns 500.",
      fault: { at: "call", service: "dynamodb", caller: folder, fails: "error", ...always },
    },
    {
      id: `${name}-late`,
      group: "Deliveries",
      title: `Events arrive late at ${name}`,
      text: "What goes to its queue arrives a minute later, by the run's clock.",
      fault: { at: "delivery", queue: `${name}-queue`, arrives: "late", seconds: 60, ...always },
    },
  ];
}

const servicePresets: readonly Preset[] = [
  {
    id: "enricher-fails",
    group: "Functions",
    title: "The pipe's enrichment fails",
    text: "Events are applied but not archived; the archive's queue retries them.",
    fault: { at: "pipe", fails: "enrichment", ...always },
  },
  {
    id: "ses-throttles",
    group: "AWS",
    title: "SES throttles",
    text: "SES returns Throttling; the e-mail is claimed, not sent, and retried.",
    fault: { at: "call", service: "ses", fails: "throttle", ...always },
  },
  {
    id: "ses-lost-response",
    group: "AWS",
    title: "SES's next response is lost",
    text: "The mail goes out and nobody hears of it: outcome-unknown, never sent twice.",
    fault: { at: "call", service: "ses", fails: "lost-response" },
  },
  {
    id: "dynamodb-throttles",
    group: "AWS",
    title: "DynamoDB throttles one call of three",
    text: "The SDK's own retries hide most of it; the latency shows it.",
    fault: { at: "call", service: "dynamodb", caller: "processor", fails: "throttle", times: { oneIn: 3 } },
  },
  {
    id: "sns-refuses",
    group: "AWS",
    title: "SNS refuses the webhook",
    text: "The webhook returns 500, and Stripe sends again.",
    fault: { at: "call", service: "sns", action: "Publish", caller: "stripe-webhook", fails: "error", ...always },
  },
  {
    id: "bus-refuses",
    group: "AWS",
    title: "The event bus refuses the pipe",
    text: "PutEvents fails; when its queue gives it up, the event is a dead letter of the archive.",
    fault: { at: "pipe", fails: "target", ...always },
  },
  {
    id: "stripe-down",
    group: "Stripe",
    title: "Stripe's API is down",
    text: "Every request returns 503: what needs Stripe ends as stripe-unavailable, what is remembered goes on.",
    fault: { at: "stripe", fails: "error", status: 503, ...always },
  },
  {
    id: "stripe-throttles",
    group: "Stripe",
    title: "Stripe limits the rate",
    text: "Every other request returns 429.",
    fault: { at: "stripe", fails: "throttle", times: { oneIn: 2 } },
  },
  {
    id: "delivered-twice",
    group: "Deliveries",
    title: "Everything is delivered twice",
    text: "SNS and EventBridge put each message into its queue two times.",
    fault: { at: "delivery", arrives: "repeated", ...always },
  },
  {
    id: "delivered-shuffled",
    group: "Deliveries",
    title: "Deliveries are shuffled",
    text: "Messages are held for company and let go in another order.",
    fault: { at: "delivery", arrives: "shuffled", among: 6, ...always },
  },
];
