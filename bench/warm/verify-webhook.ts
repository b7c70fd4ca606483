import { isObject } from "../../domain/event/event.ts";
import { bodyOf } from "../../functions/stripe-webhook/body.ts";
import { verifySignature } from "../../functions/shared/signature.ts";

/** A stack with eight endpoints: the first one's events cost what a single secret's do. */
const secrets = [process.env["BARE_WEBHOOK_SECRET"] ?? "", "2", "3", "4", "5", "6", "7", "8"].map((secret) => ({
  secret,
}));

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the webhook does before it publishes: verified, decoded, parsed. */
export function handler({ headers, body: encoded }: Request): { statusCode: number } {
  const body = bodyOf({ body: encoded, isBase64Encoded: false });
  const signer = verifySignature({ header: headers["stripe-signature"], body }, secrets, Date.now());
  const isEvent = typeof body === "string" && isObject(JSON.parse(body));
  return { statusCode: typeof signer === "object" && isEvent ? 200 : 400 };
}
