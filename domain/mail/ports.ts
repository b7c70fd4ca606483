/**
 * How far one mail has come, under its key (keys.ts).
 * `sending`: SES is called and its response is not recorded. `claimed`: SES certainly did not take it, the next one may send.
 * `sent`: SES accepted it. `suppressed`: it was not sent, because the address must not be mailed again.
 */
type MailState = "claimed" | "sending" | "sent" | "suppressed";

/** Who works on a mail. */
export interface Claim {
  /** Unique to one handling of one record: every step is written under the condition that it still holds. */
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

/** Each write happens only if its condition holds, and returns whether it did. */
export interface MailLedger {
  /** Writes `sending` where there is no entry yet. */
  claim(key: string, claim: Claim): Promise<boolean>;
  /** Strongly consistent. */
  read(key: string): Promise<LedgerEntry | undefined>;
  /** `claimed` by `formerToken` becomes `sending` by the claim. */
  takeOver(key: string, formerToken: string, claim: Claim): Promise<boolean>;
  /** `sending` by `token` becomes `sent`; true as well when it is so already. */
  markSent(key: string, token: string, sesMessageId: string): Promise<boolean>;
  /** Whether an earlier mail to the address bounced for good, or its reader complained. Strongly consistent. */
  isUndeliverable(address: string): Promise<boolean>;
  /** Writes `suppressed`, for good, where there is no entry or a `claimed` one. */
  suppress(key: string, claim: Claim, address: string): Promise<boolean>;
  /** `sending` by `token` becomes `claimed`, with its lease over: SES certainly did not take the mail. */
  giveBack(key: string, token: string, reason: string): Promise<boolean>;
}
