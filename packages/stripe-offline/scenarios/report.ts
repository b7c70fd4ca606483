import type { eventOfMessage, WarehouseMessage } from "../../../domain/parcel/message.ts";

/** A message of the warehouse's, and the event that its inbox publishes of it. */
export interface Report {
  readonly message: WarehouseMessage;
  readonly event: ReturnType<typeof eventOfMessage>;
}

/** The events that the inbox publishes of what the warehouse reports of a purchase. */
export function reportedEvents({ reports = [] }: { readonly reports?: readonly Report[] }): Report["event"][] {
  return reports.map(({ event }) => event);
}
