import type { Journal } from "./journal.ts";
import type { StripeApi } from "./stripe/api.ts";
import type { StripeEvent } from "./stripe/event.ts";

/** Which order an event belongs to. */
export type Resolution =
  | { readonly kind: "none"; readonly reason: "setup" | "no-object" }
  | {
      readonly kind: "order";
      /** `<account>/` before it when the event is a connected account's. */
      readonly orderKey: string;
      /** A payment intent whose invoice nobody knows yet: its facts may be absorbed by an invoice's order later. */
      readonly provisional: boolean;
    };

export interface ResolverPorts {
  readonly journal: Pick<Journal, "orderKeyOf" | "rememberRef" | "getPurchase">;
  readonly stripe: Pick<StripeApi, "retrieveInvoice" | "listInvoicePayments">;
}

/** The one resolver that all consumers share. */
export async function resolveOrderKey(_event: StripeEvent, _ports: ResolverPorts): Promise<Resolution> {
  return Promise.reject(new Error("to be filled in"));
}
