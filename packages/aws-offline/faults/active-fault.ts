import { createGate } from "./gate.ts";
import type { AnyFault } from "./fault.ts";

export interface Injection {
  readonly fault: AnyFault;
  /** Where: `dynamodb:PutItem by dev-order-processor-role-1a2b3c on dev-orders-table-4d5e6f`. */
  readonly place: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What became of one fault of a plan. */
export interface FaultCount {
  readonly fault: AnyFault;
  readonly matched: number;
  readonly injected: number;
}

export class ActiveFault<F extends AnyFault = AnyFault> implements FaultCount {
  readonly fault: F;
  matched = 0;
  injected = 0;
  readonly #gate: () => boolean;
  readonly #report: (injection: Injection) => void;

  constructor(fault: F, random: () => number, report: (injection: Injection) => void) {
    this.fault = fault;
    this.#gate = createGate(fault, random);
    this.#report = report;
  }

  /** Counts a match; whether it is struck. */
  strikes(place: () => string): boolean {
    this.matched += 1;
    if (!this.#gate()) return false;
    this.injected += 1;
    this.#report({ fault: this.fault, place: place(), at: Date.now() });
    return true;
  }
}

/** The faults of one kind that are at work, where the owner of their place looks them up. */
export interface FaultSet<F extends AnyFault> {
  add(fault: ActiveFault<F>): unknown;
  delete(fault: ActiveFault<F>): unknown;
}

/** The fault in one line: `call lost-response {"service":"ses"}`. */
export function describeFault(fault: AnyFault): string {
  const { at, fails, arrives, ...details } = fault;
  return `${at} ${arrives ?? fails ?? ""}${Object.keys(details).length === 0 ? "" : ` ${JSON.stringify(details)}`}`;
}
