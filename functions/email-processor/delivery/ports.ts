import type { ComposedMail } from "../../../domain/mail/compose.ts";
import type { MailKind } from "../../../domain/mail/kinds.ts";
import type { MailLedger } from "../../../domain/mail/ports.ts";
import type { RecentKeys } from "./recent-keys.ts";

/**
 * What became of one request to SES. `refused` and `throttled` are certain: no mail went out. `unknown` is everything
 * that leaves it open, such as a lost response or a 5xx.
 */
export type SendOutcome =
  | { readonly outcome: "accepted"; readonly sesMessageId: string }
  | { readonly outcome: "throttled"; readonly reason: string }
  | { readonly outcome: "refused"; readonly reason: string; readonly final: boolean }
  | { readonly outcome: "unknown"; readonly reason: string };

export interface AddressedMail extends ComposedMail {
  /** The verified sender, as a header has it. */
  readonly from: string;
  readonly replyTo?: string;
  /** A plain address, checked. */
  readonly to: string;
  /** For SES's own metrics. */
  readonly kind: MailKind;
  /** The order's key without its account. */
  readonly order: string;
  /** In the ledger: what SES reports of a mail leads to its entry. */
  readonly key: string;
  readonly eventId: string;
}

/** Calls SES once and never throws for its response. */
export interface Mailer {
  send(mail: AddressedMail): Promise<SendOutcome>;
}

export interface DeliveryPorts {
  readonly ledger: MailLedger;
  readonly mailer: Mailer;
  /** Mails that need no claim, because this environment saw their end: Stripe sends two events for one paid invoice. */
  readonly ended: Pick<RecentKeys, "has" | "add">;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Runs what leaves a mail's outcome unknown if the function ends meanwhile: of one mail at a time. */
  readonly inTurn: <T>(send: () => Promise<T>) => Promise<T>;
}
