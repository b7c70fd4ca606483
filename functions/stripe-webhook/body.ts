import { isUtf8 } from "node:buffer";

/** What was signed: text, or the bytes of what is not UTF-8. The text has the same bytes. */
export type Body = string | Buffer;

/** As API Gateway passes bodies on. */
interface Encoded {
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
}

export function bodyOf({ body = "", isBase64Encoded }: Encoded): Body {
  // API Gateway passes as text what is UTF-8, and all else as base64.
  if (!isBase64Encoded) return body;
  const bytes = Buffer.from(body, "base64");
  return isUtf8(bytes) ? bytes.toString("utf8") : bytes;
}
