import { describeFailure } from "../../domain/failure.ts";
import type { Log } from "../shared/log.ts";
import type { SecretReader, Secrets } from "../shared/secret.ts";
import { findSignatureFault, type SignatureFault } from "../shared/signature.ts";
import type { Body } from "./body.ts";

export type Authentication =
  | { readonly outcome: "genuine" }
  | { readonly outcome: "refused"; readonly fault: SignatureFault }
  | { readonly outcome: "unavailable"; readonly reason: "secret-unavailable" | "secret-missing" };

export interface AuthenticationPorts {
  readonly secrets: SecretReader;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A previous secret is honoured no longer than Stripe does: 24 hours. */
const longestRollMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Whether Stripe sent the body. A signature that does not match is checked once more against a freshly read secret,
 * because the secret may have been rolled since it was read.
 */
export async function authenticate(
  header: string | undefined,
  body: Body,
  { secrets, log, now }: AuthenticationPorts,
): Promise<Authentication> {
  try {
    let keys = signingKeys(await secrets.read(), now());
    // Someone may have just written the first one.
    if (keys.length === 0) keys = signingKeys(await secrets.refresh(), now());
    if (keys.length === 0) {
      log.error({
        message: "the secret holds no stripe_webhook_secret (whsec_...): write it, nothing is accepted before",
      });
      return { outcome: "unavailable", reason: "secret-missing" };
    }
    let fault = findSignatureFault({ header, body }, keys, now());
    if (fault === "mismatch") {
      keys = signingKeys(await secrets.refresh(), now());
      fault = findSignatureFault({ header, body }, keys, now());
    }
    return fault === undefined ? { outcome: "genuine" } : { outcome: "refused", fault };
  } catch (error) {
    log.error({ message: `the secret cannot be read: ${describeFailure(error).message}` });
    return { outcome: "unavailable", reason: "secret-unavailable" };
  }
}

/** None without a current secret, even if there is still a previous one. */
function signingKeys({ webhookSecret, previousWebhookSecret, previousExpires }: Secrets, now: number): string[] {
  if (webhookSecret === undefined) return [];
  const left = (previousExpires ?? now) - now;
  const isRolling = previousWebhookSecret !== undefined && left > 0 && left <= longestRollMilliseconds;
  return isRolling ? [webhookSecret, previousWebhookSecret] : [webhookSecret];
}
