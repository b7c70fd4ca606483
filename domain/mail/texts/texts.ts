import type { OrderMailKind, ParcelMailKind, RefundMailKind } from "../kinds.ts";

export interface Wording {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

interface AmountWording extends Wording {
  /** What the amount is called. */
  readonly amount: string;
}

/** Everything that mails say in one language; a language without a text does not compile. */
export interface Texts {
  /** @param name without one where it is not known or not fit to be sent */
  readonly greeting: (name: string | undefined) => string;
  readonly furtherItems: (count: string) => string;
  readonly item: string;
  readonly quantity: string;
  readonly price: string;
  readonly subtotal: string;
  readonly discount: string;
  readonly shipping: string;
  readonly tax: string;
  /** Of tax that the prices contain. */
  readonly taxIncluded: string;
  readonly carrier: string;
  readonly tracking: string;
  readonly reference: string;
  readonly date: string;
  readonly shipTo: string;
  /** Before the shop's address for questions. */
  readonly support: string;
  readonly replies: string;
  readonly mails: Readonly<Record<OrderMailKind, AmountWording>> &
    Readonly<Record<RefundMailKind, Readonly<Record<"full" | "partial", AmountWording>>>> &
    Readonly<Record<ParcelMailKind, Wording>>;
}
