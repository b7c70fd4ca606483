import { defined } from "../event/fields.ts";
import type { Purchase } from "../purchase/purchase.ts";
import type { BackorderCause, Recipient, ReservationLine } from "./reservation.ts";

/** What a purchase takes out of the stock. */
export interface StockDemand extends Recipient {
  readonly lines: readonly ReservationLine[];
  /** Why none of it can be reserved, whatever is in stock. */
  readonly refused?: { readonly cause: BackorderCause; readonly skus: readonly string[] };
}

/** Services, downloads and shipping costs are sold, but nothing of them is in stock; a stock row counts whole units. */
export function stockDemand(purchase: Purchase | undefined): StockDemand {
  if (purchase?.unreadable === true) return { lines: [], refused: { cause: "unreadable-contents", skus: [] } };
  const goods = purchase?.items.filter((item) => item.goods) ?? [];
  const recipient = defined({ shipTo: purchase?.shipTo, phone: purchase?.phone });
  const lines = goods.map(({ sku, name, quantity }) => ({ sku, name, quantity }));
  const skus = lines.filter(({ quantity }) => !Number.isSafeInteger(quantity)).map(({ sku }) => sku);
  return skus.length === 0
    ? { lines, ...recipient }
    : { lines, ...recipient, refused: { cause: "fractional-quantity", skus } };
}
