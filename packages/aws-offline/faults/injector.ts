import type { Sqs } from "../services/sqs/sqs.ts";
import type { Clock } from "../clock.ts";
import type { Gateway } from "../gateway/types.ts";
import type { LambdaService } from "../services/lambda/runtime/types.ts";
import type { OfflineStripeApi } from "../../stripe-offline/server/stripe-api.ts";
import { ActiveFault, type FaultCount, type Injection } from "./active-fault.ts";
import { callInterceptor } from "./call-faults.ts";
import { DeliveryFaults } from "./delivery-faults.ts";
import { seededRandom } from "./gate.ts";
import { Invocations, type InvocationFault, type RunningInvocation } from "./invocations.ts";
import type { CallFault, Fault, FaultAt, FaultPlan } from "./plan.ts";
import { stripeInterceptor } from "../../stripe-offline/server/stripe-faults.ts";

export interface FaultParts {
  readonly clock: Clock;
  readonly gateway: Pick<Gateway, "use">;
  readonly sqs: Pick<Sqs, "interceptDeliveries" | "deliver">;
  readonly lambda: LambdaService;
  /** Absent when Stripe's own API is asked: it has no faults but its own. */
  readonly stripe: Pick<OfflineStripeApi, "use"> | undefined;
}

const usualSeed = 1;

interface Added {
  readonly count: FaultCount;
  readonly remove: () => void;
}

/** Lets fault plans act on the offline run; without one all is as it would be without this. */
export class FaultInjector {
  /** The functions, for whoever invokes them. */
  readonly lambda: LambdaService;
  readonly #invocations: Invocations;
  readonly #deliveries: DeliveryFaults;
  readonly #listeners: ((injection: Injection) => void)[] = [];
  readonly #faults = {
    call: new Set<ActiveFault<CallFault>>(),
    invocation: new Set<InvocationFault>(),
    stripe: new Set<ActiveFault<FaultAt<"stripe">>>(),
    delivery: new Set<ActiveFault<FaultAt<"delivery">>>(),
    pipe: new Set<ActiveFault<FaultAt<"pipe">>>(),
  };
  /** Faults of calls by the event that they name: a test has thousands. */
  readonly #byEvent = new Map<string, ActiveFault<CallFault>[]>();
  readonly #counts = new Set<FaultCount>();
  #random = seededRandom(usualSeed);

  constructor({ clock, gateway, sqs, lambda, stripe }: FaultParts) {
    this.#invocations = new Invocations(lambda, {
      callFaults: (eventId) => this.#byEvent.get(eventId) ?? [],
      find: (invocation) => this.#findForInvocation(invocation),
    });
    this.lambda = this.#invocations.service();
    const { call: calls, pipe: pipes, stripe: requests, delivery } = this.#faults;
    gateway.use(callInterceptor({ calls, pipes, invocations: this.#invocations, clock }));
    stripe?.use(stripeInterceptor(requests));
    this.#deliveries = new DeliveryFaults(delivery, { sqs, clock, random: () => this.#random() });
    sqs.interceptDeliveries(this.#deliveries.change);
  }

  /** Messages that a fault keeps from their queues for now. */
  get held(): number {
    return this.#deliveries.held;
  }

  /**
   * Puts a plan to work beside those that are.
   * @returns its faults' counts, which go on, and a way to take it out
   */
  add(plan: FaultPlan): { readonly counts: readonly FaultCount[]; readonly remove: () => void } {
    const random = seededRandom(plan.seed ?? usualSeed);
    this.#random = random;
    const added = plan.faults.map((fault) => this.#add(fault, random));
    return {
      counts: added.map(({ count }) => count),
      remove(): void {
        for (const one of added) one.remove();
      },
    };
  }

  /** Of all plans that are at work, in their order. */
  counts(): FaultCount[] {
    return [...this.#counts];
  }

  onInjection(listener: (injection: Injection) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    this.#deliveries.close();
  }

  #add(fault: Fault, random: () => number): Added {
    const tell = (injection: Injection): void => this.#listeners.forEach((listener) => listener(injection));
    const active = <F extends Fault>(one: F): ActiveFault<F> => new ActiveFault(one, random, tell);
    const { call, invocation, stripe, delivery, pipe } = this.#faults;
    if (fault.at === "call") {
      const { handling } = fault;
      return handling === undefined ? this.#into(call, active(fault)) : this.#addForEvent(handling, active(fault));
    }
    if (fault.at === "stripe") return this.#into(stripe, active(fault));
    if (fault.at === "delivery") return this.#into(delivery, active(fault));
    if (fault.at === "pipe" && fault.fails !== "enrichment") return this.#into(pipe, active(fault));
    return this.#into(invocation, active<FaultAt<"invocation"> | FaultAt<"pipe">>(fault));
  }

  #into<F extends ActiveFault>(set: Set<F>, count: F): Added {
    set.add(count);
    this.#counts.add(count);
    const remove = (): void => {
      set.delete(count);
      this.#counts.delete(count);
    };
    return { count, remove };
  }

  #addForEvent(eventId: string, fault: ActiveFault<CallFault>): Added {
    const others = (): ActiveFault<CallFault>[] => this.#byEvent.get(eventId) ?? [];
    this.#byEvent.set(eventId, [...others(), fault]);
    this.#counts.add(fault);
    const remove = (): void => {
      this.#byEvent.set(
        eventId,
        others().filter((other) => other !== fault),
      );
      this.#counts.delete(fault);
    };
    return { count: fault, remove };
  }

  #findForInvocation(invocation: RunningInvocation): InvocationFault | undefined {
    const { functionName, eventIds, byPipe } = invocation;
    for (const active of this.#faults.invocation) {
      const { fault } = active;
      const matching =
        fault.at === "pipe"
          ? byPipe
          : functionName.includes(fault.function ?? "") &&
            (fault.handling === undefined || eventIds.has(fault.handling));
      if (matching && active.strikes(() => `invocation of ${functionName}`)) return active;
    }
    return undefined;
  }
}
