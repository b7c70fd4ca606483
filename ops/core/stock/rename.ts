import { heldLines, shippedLines } from "../../../domain/stock/held.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import { OpsError, stopIfInterrupted } from "../../errors.ts";

/** What becomes of one reservation; the units that it holds, or has shipped, go from one row to the other. */
export interface Renaming {
  readonly orderId: string;
  /** As it was read; it is renamed only while it is the same. */
  readonly version: number;
  readonly lines: Reservation["lines"];
  readonly short?: readonly string[];
  readonly held: number;
  readonly shipped: number;
}

/**
 * A reservation under the SKU's new name, or undefined where it has none of the old one. Two lines of one SKU become
 * one, as a transaction takes one move per row.
 */
export function renamed(reservation: Reservation, from: string, to: string): Renaming | undefined {
  const { orderId, version, lines, short } = reservation;
  if (!lines.some(({ sku }) => sku === from)) return undefined;
  const unitsOf = (all: Reservation["lines"]): number =>
    all.reduce((sum, { sku, quantity }) => sum + (sku === from ? quantity : 0), 0);
  const other = lines.find(({ sku }) => sku === to);
  const moved = unitsOf(lines);
  const next = lines.flatMap((line) => {
    if (line.sku === from) return other === undefined ? [{ ...line, sku: to }] : [];
    return line === other ? [{ ...line, quantity: line.quantity + moved }] : [line];
  });
  const names = short === undefined ? undefined : [...new Set(short.map((sku) => (sku === from ? to : sku)))];
  return {
    orderId,
    version,
    lines: next,
    ...(names === undefined ? {} : { short: names }),
    held: unitsOf(heldLines(reservation)),
    shipped: unitsOf(shippedLines(reservation)),
  };
}

export interface RenamePorts {
  /** Makes the new row where there is none, and gives it the available units of the old one. */
  moveAvailable(): Promise<boolean>;
  /** One write: the reservation and its units in both rows. @returns false where it changed since it was read */
  rename(renaming: Renaming): Promise<boolean>;
  /** Deletes the old row, if it counts no unit. */
  removeOld(): Promise<boolean>;
}

/**
 * Moves everything from one SKU to another. Each step leaves both rows equal to their reservations, so the same command
 * goes on from wherever this one stopped.
 * @throws OpsError when orders changed something meanwhile; InterruptedError between two steps
 */
export async function renameSku(
  renamings: readonly Renaming[],
  ports: RenamePorts,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (done: number) => void },
): Promise<void> {
  const again = "Orders changed the stock meanwhile; what is renamed stays so. Run it again";
  if (!(await ports.moveAvailable())) throw new OpsError(again);
  let changed = 0;
  for (const [index, renaming] of renamings.entries()) {
    stopIfInterrupted(signal, `${String(index)} of ${String(renamings.length)} orders are renamed; run it again.`);
    if (!(await ports.rename(renaming))) changed += 1;
    onProgress?.(index + 1);
  }
  if (changed > 0 || !(await ports.removeOld())) throw new OpsError(again);
}
