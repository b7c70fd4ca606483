import { createGate } from "./gate.ts";
import type { Fault } from "./plan.ts";

/** One fault that struck. */
export interface Injection {
  readonly fault: Fault;
  /** Where: `dynamodb:PutItem by dev-order-processor-role-1a2b3c on dev-orders-table-4d5e6f`. */
  readonly place: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What became of one fault of a plan. */
export interface FaultCount {
  readonly fault: Fault;
  readonly matched: number;
  readonly injected: number;
}

/** A fault at work. */
export class ActiveFault<F extends Fault = Fault> implements FaultCount {
  readonly fault: F;
  matched = 0;
  injected = 0;
  readonly #gate: () => boolean;
  readonly #tell: (injection: Injection) => void;

  constructor(fault: F, random: () => number, tell: (injection: Injection) => void) {
    this.fault = fault;
    this.#gate = createGate(fault, random);
    this.#tell = tell;
  }

  /** Counts a match; whether it is struck. */
  strikes(place: () => string): boolean {
    this.matched += 1;
    if (!this.#gate()) return false;
    this.injected += 1;
    this.#tell({ fault: this.fault, place: place(), at: Date.now() });
    return true;
  }
}

/** The fault in one line: `call lost-answer {"service":"ses"}`. */
export function describeFault(fault: Fault): string {
  const { at, ...rest } = fault;
  const what = "arrives" in rest ? rest.arrives : rest.fails;
  const details = Object.fromEntries(Object.entries(rest).filter(([name]) => name !== "arrives" && name !== "fails"));
  return `${at} ${what}${Object.keys(details).length === 0 ? "" : ` ${JSON.stringify(details)}`}`;
}
