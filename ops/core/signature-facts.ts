/** How the webhook judged signatures in the last minutes, and what Stripe says of the same time. */
export interface SignatureFacts {
  readonly minutes: number;
  readonly accepted: number;
  /** Signed, in Stripe's form, with a secret that the stack does not have. */
  readonly refused: number;
  /** Events that Stripe could not deliver. */
  readonly undelivered: number;
}

/** One or two may be somebody's try; with Stripe's word for it one is enough. */
const fewRefused = 2;

/** Whether the stack's secrets are none of the ones that Stripe signs with, by all that is known. */
export function isRefusingAll({ accepted, refused, undelivered }: SignatureFacts): boolean {
  return accepted === 0 && refused > (undelivered > 0 ? 0 : fewRefused);
}
