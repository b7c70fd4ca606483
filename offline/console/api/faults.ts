import * as v from "valibot";
import { describeFault, type FaultCount } from "../../../packages/aws-offline/faults/active-fault.ts";
import type { FaultInjector } from "../../../packages/aws-offline/faults/injector.ts";
import { faultSchema, type Fault } from "../../fault-plan.ts";
import { HttpError } from "../http/respond.ts";

/** A switch of the console's. */
interface Preset {
  readonly id: string;
  readonly group: "Functions" | "AWS" | "Stripe" | "Deliveries";
  readonly title: string;
  readonly text: string;
  readonly fault: Fault;
}

export interface FaultSwitch extends Preset {
  readonly isOn: boolean;
  readonly matched: number;
  readonly injected: number;
}

/** A fault that no switch put there: of `--faults`, or typed in by hand. */
interface OtherFault {
  readonly text: string;
  /** Only what was typed in here can be taken out here. */
  readonly id: string | undefined;
  readonly matched: number;
  readonly injected: number;
}

export interface Faults {
  readonly switches: readonly FaultSwitch[];
  readonly others: readonly OtherFault[];
}

const always = { times: "always" } as const;
const crash = (name: string): Fault => ({ at: "invocation", function: name, fails: "crash-before", ...always });

const presets: readonly Preset[] = [
  {
    id: "order-processor-crash",
    group: "Functions",
    title: "order-processor crashes",
    text: "Ends before it handles anything; its messages come back, and are dead letters after three receives.",
    fault: crash("order-processor"),
  },
  {
    id: "email-processor-crash",
    group: "Functions",
    title: "email-processor crashes",
    text: "Orders and stock go on; e-mails wait, then become dead letters.",
    fault: crash("email-processor"),
  },
  {
    id: "inventory-processor-crash",
    group: "Functions",
    title: "inventory-processor crashes",
    text: "Nothing is reserved and the warehouse hears nothing until it is redriven.",
    fault: crash("inventory-processor"),
  },
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
    text: "SES answers Throttling; the e-mail is claimed, not sent, and tried again.",
    fault: { at: "call", service: "ses", fails: "throttle", ...always },
  },
  {
    id: "ses-lost-answer",
    group: "AWS",
    title: "SES's next answer is lost",
    text: "The mail goes out and nobody hears of it: outcome-unknown, never sent twice.",
    fault: { at: "call", service: "ses", fails: "lost-answer" },
  },
  {
    id: "dynamodb-orders",
    group: "AWS",
    title: "DynamoDB fails for order-processor",
    text: "Every call that the order processor makes to DynamoDB answers 500.",
    fault: { at: "call", service: "dynamodb", caller: "order-processor", fails: "error", ...always },
  },
  {
    id: "dynamodb-throttles",
    group: "AWS",
    title: "DynamoDB throttles one call of three",
    text: "The SDK's own retries hide most of it; latency tells.",
    fault: { at: "call", service: "dynamodb", caller: "processor", fails: "throttle", times: { oneIn: 3 } },
  },
  {
    id: "sns-refuses",
    group: "AWS",
    title: "SNS refuses the webhook",
    text: "The webhook answers 500, and Stripe sends again.",
    fault: { at: "call", service: "sns", action: "Publish", caller: "stripe-webhook", fails: "error", ...always },
  },
  {
    id: "bus-refuses",
    group: "AWS",
    title: "The event bus refuses the pipe",
    text: "PutEvents fails; after three receives the event is a dead letter of the archive.",
    fault: { at: "pipe", fails: "target", ...always },
  },
  {
    id: "stripe-down",
    group: "Stripe",
    title: "Stripe's API is down",
    text: "Every request answers 503: what needs Stripe ends as stripe-unavailable, what is remembered goes on.",
    fault: { at: "stripe", fails: "error", status: 503, ...always },
  },
  {
    id: "stripe-throttles",
    group: "Stripe",
    title: "Stripe limits the rate",
    text: "One request of two answers 429.",
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
  {
    id: "delivered-late",
    group: "Deliveries",
    title: "Orders arrive late",
    text: "What goes to the orders queue arrives a minute later, by the run's clock.",
    fault: { at: "delivery", queue: "orders-queue", arrives: "late", seconds: 60, ...always },
  },
];

export const switchSchema = v.strictObject({ id: v.string(), on: v.boolean() });
export const addSchema = v.strictObject({ fault: faultSchema });

/** Puts entries of a fault plan to work and takes them out again while the system runs. */
export class FaultSwitches {
  readonly #injector: Pick<FaultInjector, "add" | "counts">;
  readonly #on = new Map<string, ReturnType<FaultInjector["add"]>>();
  #typed = 0;

  constructor(injector: Pick<FaultInjector, "add" | "counts">) {
    this.#injector = injector;
  }

  /** How many faults are at work, whoever put them there. */
  get active(): number {
    return this.#injector.counts().length;
  }

  list(): Faults {
    const own = new Map([...this.#on].flatMap(([id, { counts }]) => counts.map((count) => [count, id] as const)));
    const switches = presets.map((preset): FaultSwitch => {
      const [count] = this.#on.get(preset.id)?.counts ?? [];
      return { ...preset, isOn: count !== undefined, matched: count?.matched ?? 0, injected: count?.injected ?? 0 };
    });
    const others = this.#injector
      .counts()
      .filter((count) => !presets.some(({ id }) => id === own.get(count)))
      .map((count: FaultCount): OtherFault => {
        const { fault, matched, injected } = count;
        return { text: describeFault(fault), id: own.get(count), matched, injected };
      });
    return { switches, others };
  }

  /** @throws HttpError 404 for an id of nothing */
  set({ id, on }: v.InferOutput<typeof switchSchema>): void {
    const preset = presets.find((each) => each.id === id);
    if (preset === undefined && !this.#on.has(id)) throw new HttpError(404, `There is no fault switch ${id}`);
    if (!on) {
      this.#on.get(id)?.remove();
      this.#on.delete(id);
    } else if (preset !== undefined && !this.#on.has(id)) {
      this.#on.set(id, this.#injector.add({ faults: [preset.fault] }));
    }
  }

  add({ fault }: v.InferOutput<typeof addSchema>): void {
    this.#typed += 1;
    this.#on.set(`typed-${String(this.#typed)}`, this.#injector.add({ faults: [fault] }));
  }
}
