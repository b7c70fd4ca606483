import { ProcessingError, rejected, retryable } from "../../../domain/failure.ts";
import { publicReason } from "../../../domain/reason.ts";
import { isObject } from "../../../domain/event/event.ts";

/**
 * What an error of the stripe package means for the record that needed the response.
 * @see https://docs.stripe.com/api/errors
 */
export function asProcessingError(error: unknown, what: string): ProcessingError {
  if (error instanceof ProcessingError) return error;
  // The stripe package takes what its HTTP client throws for a broken connection.
  if (isObject(error) && error["detail"] instanceof ProcessingError) return error["detail"];
  const status = isObject(error) ? error["statusCode"] : undefined;
  if (typeof status !== "number") {
    return retryable("stripe-unavailable", `Stripe did not respond: ${what}`, error);
  }
  if (status === 404) {
    return rejected("stripe-not-found", `Stripe has no ${what}`, error);
  }
  const said = error instanceof Error ? publicReason(error.message) : "";
  const response = `Stripe responded with ${status}: ${what}${said === "" ? "" : ` (${said})`}`;
  // 401 and 403 pass when someone puts the API key right, 409 and 429 on their own.
  const canPass = status >= 500 || [401, 403, 409, 429].includes(status);
  return canPass ? retryable("stripe-unavailable", response, error) : rejected("stripe-refused", response, error);
}
