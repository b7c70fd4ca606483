import { DynamoDbReservationStore } from "../../../functions/shared/stores/reservation-store.ts";
import type { Context } from "../../context.ts";
import { closeBackorder, isClosable } from "../../core/stock/close.ts";
import { exitCodes, OpsError, UsageError, type ExitCode } from "../../errors.ts";

/** Closes a backorder that was shipped by hand. */
export async function close(context: Context, orderId: string): Promise<ExitCode> {
  const { clients, outputs } = await context.target();
  const store = new DynamoDbReservationStore(clients.documents, outputs.inventoryTable, context.now);
  const reservation = await store.read(orderId);
  if (reservation === undefined) throw new UsageError(`${orderId} has no reservation`);
  if (!isClosable(reservation)) {
    throw new UsageError(`${orderId} is ${reservation.status}: only a backorder can be closed`);
  }
  const { lines, cause = "out-of-stock" } = reservation;
  const plan = { orderId, cause, lines };
  const text = (): string[] => [
    `${orderId} (${cause}) is closed: it waits for no stock. No stock moves and the warehouse gets no notice.`,
  ];
  if (!(await context.mayChange(plan, text))) return exitCodes.done;
  if (!(await closeBackorder(reservation, store))) {
    throw new OpsError(`${orderId} changed meanwhile: run it again`);
  }
  context.print(plan, () => ["", "Done."]);
  return exitCodes.done;
}
