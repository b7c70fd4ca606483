import { isObject } from "../../domain/event/event.ts";
import { bodyOf } from "../../functions/stripe-webhook/body.ts";
import { findSignatureFault } from "../../functions/shared/signature.ts";

const secrets = [process.env["BARE_WEBHOOK_SECRET"] ?? ""];

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the webhook does before it publishes: verified, decoded, parsed. */
export function handler({ headers, body: encoded }: Request): { statusCode: number } {
  const body = bodyOf({ body: encoded, isBase64Encoded: false });
  const fault = findSignatureFault({ header: headers["stripe-signature"], body }, secrets, Date.now());
  const isEvent = typeof body === "string" && isObject(JSON.parse(body));
  return { statusCode: fault === undefined && isEvent ? 200 : 400 };
}
