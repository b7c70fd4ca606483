import type { Sample } from "./samples.ts";

export const steps = ["order", "e-mail", "stock", "archive"] as const;
type Step = (typeof steps)[number];

/** What an observer awaits of the running system; each resolves once the step has happened. */
export interface Observations {
  /** The order's status, when it has taken the event in. */
  order(orderKey: string, eventId: string): Promise<string | undefined>;
  /** The addressee's mail, when it was sent. */
  mail(orderKey: string, kind: string): Promise<string | undefined>;
  /** The reservation's status. */
  stock(orderKey: string): Promise<string | undefined>;
  /** That the archive has the event. */
  archived(eventId: string): Promise<string | undefined>;
}

interface StepResult {
  readonly step: Step;
  readonly outcome: string;
  /** From the webhook's request. */
  readonly milliseconds: number;
}

/** How one sample went through; a step that is missing did not happen within the deadline. */
export interface Journey {
  readonly sample: Sample;
  readonly response: { readonly status: number; readonly milliseconds: number };
  readonly steps: readonly StepResult[];
  readonly complete: boolean;
}

export interface JourneyPorts {
  readonly send: (sample: Sample) => Promise<number>;
  readonly observations: Observations;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly pause: () => Promise<void>;
}

/** What a step must have come to for the event to count as fully processed. */
const good: Readonly<Record<Step, readonly string[]>> = {
  order: ["paid"],
  "e-mail": ["sent"],
  stock: ["reserved"],
  archive: ["archived"],
};

/**
 * Sends a sample and watches it through the branches.
 * @param deadline milliseconds after which what is missing counts as missing
 */
export async function travel(sample: Sample, ports: JourneyPorts, deadline: number): Promise<Journey> {
  const { now } = ports;
  const start = now();
  const status = await ports.send(sample);
  const response = { status, milliseconds: now() - start };
  const results = status === 200 ? await watch(sample, ports, start, deadline) : new Map<Step, StepResult>();
  const complete = steps.every((step) => good[step].includes(results.get(step)?.outcome ?? ""));
  return { sample, response, steps: steps.flatMap((step) => results.get(step) ?? []), complete };
}

async function watch(
  sample: Sample,
  { observations, now, pause }: JourneyPorts,
  start: number,
  deadline: number,
): Promise<Map<Step, StepResult>> {
  const look: Record<Step, () => Promise<string | undefined>> = {
    order: () => observations.order(sample.orderKey, sample.event.id),
    "e-mail": () => observations.mail(sample.orderKey, sample.mailKind),
    stock: () => observations.stock(sample.orderKey),
    archive: () => observations.archived(sample.event.id),
  };
  const results = new Map<Step, StepResult>();
  while (results.size < steps.length && now() - start < deadline) {
    for (const step of steps) {
      if (results.has(step)) continue;
      const outcome = await look[step]();
      if (outcome !== undefined) results.set(step, { step, outcome, milliseconds: now() - start });
    }
    if (results.size < steps.length) await pause();
  }
  return results;
}
