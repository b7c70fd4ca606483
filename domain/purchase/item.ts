/** One line of an order: what the warehouse and the customer know it by. */
export interface PurchaseItem {
  readonly sku: string;
  readonly name: string;
  /** Above 0; an invoice may sell 2.75 of something. */
  readonly quantity: number;
  /**
   * Whether stock is kept of it: always for `products`, for Checkout unless the product's `shippable` is false, for an
   * invoice only with metadata `sku` besides.
   */
  readonly goods: boolean;
  /** Of one unit, in minor units, of which it may be a fraction; absent where its units differ or Stripe shows none. */
  readonly unitAmount?: number;
  /** Of all units in minor units, before discounts and the tax that is added. */
  readonly amount?: number;
}
