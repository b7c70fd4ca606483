import type { StripeObject } from "../../domain/event/event.ts";
import type { MissingEvent, ReconcilePorts } from "../../functions/shared/missing-events.ts";
import { stopIfInterrupted } from "../errors.ts";

export interface RepairPorts {
  /** Brings an event in by the normal path; returns the webhook's status. */
  readonly deliver: (event: StripeObject) => Promise<number>;
  readonly known: ReconcilePorts["known"];
  readonly signal: AbortSignal;
  readonly pause: () => Promise<void>;
  /** How often the journal is looked at for what was accepted. */
  readonly looks: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Repair {
  /** In the journal now. */
  readonly repaired: readonly string[];
  readonly refused: readonly { readonly id: string; readonly status: number }[];
  /** Accepted, and not in the journal by now. */
  readonly waiting: readonly string[];
}

/** @throws InterruptedError after Ctrl-C: what was delivered stays delivered */
export async function repair(
  missing: readonly Pick<MissingEvent, "id" | "event">[],
  ports: RepairPorts,
): Promise<Repair> {
  const accepted: string[] = [];
  const refused: { id: string; status: number }[] = [];
  for (const [index, { id, event }] of missing.entries()) {
    stopIfInterrupted(
      ports.signal,
      `${String(accepted.length)} of ${String(missing.length)} events were brought in, the others are as before.`,
    );
    const status = await ports.deliver(event);
    if (status === 200) accepted.push(id);
    else refused.push({ id, status });
    ports.onProgress?.(index + 1, missing.length);
  }
  let known: ReadonlySet<string> = new Set();
  for (let looks = 0; looks < ports.looks && known.size < accepted.length; looks += 1) {
    stopIfInterrupted(
      ports.signal,
      `${String(accepted.length)} of ${String(missing.length)} events were accepted; the journal has ${String(known.size)} of them by now.`,
    );
    if (looks > 0) await ports.pause();
    known = await ports.known(accepted);
  }
  return {
    repaired: accepted.filter((id) => known.has(id)),
    refused,
    waiting: accepted.filter((id) => !known.has(id)),
  };
}
