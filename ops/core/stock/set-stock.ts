import type { StockUnits } from "../../../domain/stock/row.ts";
import { type Counts, nothing } from "./counts.ts";
import { InterruptedError, OpsError } from "../../errors.ts";

export interface StockRow extends StockUnits {
  readonly sku: string;
}

/** A row to write; `before` is absent for a SKU that is new. */
export interface StockChange {
  readonly sku: string;
  readonly available: number;
  /** Absent: left as they are. */
  readonly reserved?: number;
  readonly shipped?: number;
  readonly before?: StockRow;
}

export interface StockPorts {
  rows(skus: readonly string[]): Promise<ReadonlyMap<string, StockRow>>;
  /** What reservations count: of a SKU whose row was deleted, too. */
  counts(): Promise<Counts>;
  /** Writes the row if nobody else changed it since `before`. @returns whether it did */
  write(change: StockChange): Promise<boolean>;
}

/** What would change; rows that say so already are left out. A new row counts what reservations hold already. */
export async function planStock(
  wanted: ReadonlyMap<string, number>,
  ports: Pick<StockPorts, "rows" | "counts">,
): Promise<StockChange[]> {
  const rows = await ports.rows([...wanted.keys()]);
  // Without its row no order can move a unit of a SKU: what is held stays the same until the row is written.
  const areKnown = [...wanted.keys()].every((sku) => rows.has(sku));
  const counts: Counts = areKnown ? new Map() : await ports.counts();
  return [...wanted].flatMap(([sku, available]): StockChange[] => {
    const before = rows.get(sku);
    if (before === undefined) return [newRow(sku, available, counts)];
    return before.available === available ? [] : [{ sku, available, before }];
  });
}

export function newRow(sku: string, available: number, counts: Counts): StockChange {
  const { held, shipped } = counts.get(sku) ?? nothing;
  return { sku, available, reserved: held, shipped };
}

/**
 * Writes the changes one by one.
 * @throws OpsError when sales or releases moved a row meanwhile: written blindly, the number would be wrong by them;
 * InterruptedError. Both say how far it came: the same command goes on from there.
 */
export async function setStock(
  changes: readonly StockChange[],
  ports: Pick<StockPorts, "write">,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (done: number) => void },
): Promise<number> {
  const moved: string[] = [];
  for (const [index, change] of changes.entries()) {
    if (signal.aborted) {
      throw new InterruptedError(
        `Interrupted. ${String(index)} of ${String(changes.length)} rows are written; run it again for the others.`,
      );
    }
    if (!(await ports.write(change))) moved.push(change.sku);
    onProgress?.(index + 1);
  }
  if (moved.length === 0) return changes.length;
  throw new OpsError(
    `Orders moved the stock of ${moved.join(", ")} meanwhile, so it was left alone; the others are written. Run it again`,
  );
}
