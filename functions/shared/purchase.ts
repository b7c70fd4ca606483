/** One line of an order: what the warehouse and the customer know it by. */
export interface PurchaseItem {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  /** Whether stock is kept of it: always for Checkout and `products`; for an invoice only with metadata `sku`. */
  readonly goods: boolean;
}

/** Who bought. All parts may be missing: guests, sessions without contact. */
export interface Customer {
  readonly id?: string;
  readonly email?: string;
  readonly name?: string;
}

/** What was bought, asked once and remembered: later changes at Stripe change nothing here. */
export interface Purchase {
  readonly orderKey: string;
  readonly source: "session" | "payment_intent" | "invoice";
  readonly items: readonly PurchaseItem[];
  readonly customer: Customer;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** In minor units. */
  readonly amountTotal: number;
  readonly livemode: boolean;
  readonly account?: string;
  readonly session?: string;
  readonly subscription?: string;
  readonly invoice?: string;
  /** The payment intents that pay it, as far as they were known when it was asked. */
  readonly paymentIntents: readonly string[];
}
