import type { ComposedMail } from "../../../domain/mail/layout.ts";

/**
 * How far one mail has come, under the key `mail#<order key>#<kind>[#<refund id>]`.
 * `claimed`: somebody works on it, SES was not asked. `sending`: SES was asked and the answer is not recorded.
 * `sent`: SES accepted it.
 */
type MailState = "claimed" | "sending" | "sent";

/** Who works on a mail. */
export interface Claim {
  /** Unique to one handling of one record: every step is written under the condition that it still stands. */
  readonly token: string;
  /** The SQS message being handled. */
  readonly messageId: string;
  /** Epoch milliseconds after which the handling invocation no longer runs. */
  readonly leaseUntil: number;
  /** The Stripe event that caused the mail. */
  readonly eventId: string;
}

export interface LedgerEntry extends Omit<Claim, "eventId"> {
  readonly state: MailState;
}

/** Each write happens only if its condition holds, and answers whether it did. */
export interface MailLedger {
  /** Writes `claimed` where there is no entry yet. */
  claim(key: string, claim: Claim): Promise<boolean>;
  /** Strongly consistent. */
  read(key: string): Promise<LedgerEntry | undefined>;
  /** Replaces the claim of `formerToken`, while it is `claimed`. */
  takeOver(key: string, formerToken: string, claim: Claim): Promise<boolean>;
  /** `claimed` by `token` becomes `sending`. */
  markSending(key: string, token: string): Promise<boolean>;
  /** `sending` by `token` becomes `sent`; true as well when it is so already. */
  markSent(key: string, token: string, sesMessageId: string): Promise<boolean>;
  /** `sending` by `token` becomes `claimed` again, with its lease over: SES certainly did not take the mail. */
  giveBack(key: string, token: string, reason: string): Promise<boolean>;
}

/**
 * What became of one request to SES. `refused` and `throttled` are certain: no mail went out. `unknown` is everything
 * that leaves it open, such as a lost answer or a 5xx.
 */
export type SendOutcome =
  | { readonly outcome: "accepted"; readonly sesMessageId: string }
  | { readonly outcome: "throttled"; readonly reason: string }
  | { readonly outcome: "refused"; readonly reason: string; readonly final: boolean }
  | { readonly outcome: "unknown"; readonly reason: string };

export interface AddressedMail extends ComposedMail {
  /** The verified sender. */
  readonly from: string;
  /** A plain address, checked. */
  readonly to: string;
  /** For SES's own metrics. */
  readonly kind: string;
}

/** Asks SES once and never throws for what SES answers. */
export interface Mailer {
  send(mail: AddressedMail): Promise<SendOutcome>;
}

export interface DeliveryPorts {
  readonly ledger: MailLedger;
  readonly mailer: Mailer;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}
