import { orderLists } from "../../aws/order-lists.ts";
import { readBooks, stockPorts } from "../../aws/stock.ts";
import type { Context } from "../../context.ts";
import { differenceText, recount } from "../../core/stock/books.ts";
import { parcelDifference } from "../../core/stock/parcels.ts";
import { setStock } from "../../core/stock/set-stock.ts";
import { exitCodes, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import type { Target } from "../../target.ts";

/** Recounts what reservations hold and have shipped of every SKU, and compares that with the orders' parcels. */
export async function checkStock(context: Context): Promise<ExitCode> {
  const target = await context.target();
  const fulfilments = await fulfilmentsOf(target, context.reading("Reading the orders table"));
  const reading = context.reading("Reading the inventory table");
  const { rows, reservations, differences } = await readBooks(
    target,
    reading,
    (reservation) => parcelDifference(reservation, fulfilments.get(reservation.orderId)) !== undefined,
  );
  const parcels = reservations.flatMap((one) => parcelDifference(one, fulfilments.get(one.orderId)) ?? []);
  const negative = rows.filter(({ available }) => available < 0);
  const found = { checked: rows.length, differences, parcels, negative };
  if (differences.length + parcels.length + negative.length === 0) {
    context.print(found, () => [
      `${counted(rows.length, "row")} checked: each counts as reserved and as shipped what reservations and parcels do.`,
    ]);
    return exitCodes.nothing;
  }
  const lines = (): string[] => [
    ...differences.map((difference) => `${difference.sku}: ${differenceText(difference)}`),
    ...(differences.some(({ row }) => row === undefined)
      ? ["", "A new row starts with no unit available: stock set SKU N gives it some."]
      : []),
    ...negative.map(({ sku, available }) => `${sku}: ${String(available)} available; stock set ${sku} N --yes`),
    ...parcels.map(({ orderId, text }) => `${orderId}: ${text}; if it stays so, replay --order ${orderId} --yes`),
  ];
  if (differences.length === 0) {
    context.print(found, lines);
    return exitCodes.done;
  }
  if (!(await context.mayChange(found, lines))) return exitCodes.done;
  const changed = await setStock(differences.map(recount), stockPorts(target), { signal: context.signal });
  context.print({ ...found, changed }, () => ["", `${counted(changed, "row")} corrected.`]);
  return exitCodes.done;
}

async function fulfilmentsOf(target: Target, onPage: (read: number) => void): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const page of orderLists(target, onPage).all(undefined, undefined)) {
    for (const { orderId, fulfilment } of page) if (fulfilment !== undefined) found.set(orderId, fulfilment);
  }
  return found;
}
