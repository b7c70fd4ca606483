/** One line of an order: what the warehouse and the customer know it by. */
export interface PurchaseItem {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  /** Whether stock is kept of it: always for Checkout and `products`; for an invoice only with metadata `sku`. */
  readonly goods: boolean;
}
