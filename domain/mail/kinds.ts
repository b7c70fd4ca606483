/**
 * Every kind of mail. Of a kind per `order` an order has one at most, of one per `refund` one for each refund that
 * succeeded, of one per `parcel` one for each that was shipped. Keys, `ops forget`, trace, replay and the load test's
 * verification follow from it; its texts are in `texts/`.
 */
export const mailKinds = {
  confirmation: { per: "order" },
  receipt: { per: "order" },
  "payment-failed": { per: "order" },
  refund: { per: "refund" },
  shipped: { per: "parcel" },
} as const satisfies Readonly<Record<string, { readonly per: "order" | "refund" | "parcel" }>>;

/** What says that an order is paid: one of them, and both where an invoice is made for a payment. */
export const paidMails = ["confirmation", "receipt"] as const;

export type MailKind = keyof typeof mailKinds;

export type KindPer<Per extends (typeof mailKinds)[MailKind]["per"]> = {
  [Kind in MailKind]: (typeof mailKinds)[Kind]["per"] extends Per ? Kind : never;
}[MailKind];
export type OrderMailKind = KindPer<"order">;
export type RefundMailKind = KindPer<"refund">;
export type ParcelMailKind = KindPer<"parcel">;
