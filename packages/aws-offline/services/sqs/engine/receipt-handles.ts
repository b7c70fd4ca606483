import { createHash, randomUUID } from "node:crypto";
import { AwsError } from "../../../gateway/aws-error.ts";

/** Receipt handles of one queue: another queue's are refused. */
export class ReceiptHandles {
  readonly #prefix: string;

  constructor(queueArn: string) {
    this.#prefix = `AQEB${createHash("sha256").update(queueArn).digest("base64url").slice(0, 12)}`;
  }

  make(): string {
    return `${this.#prefix}${randomUUID()}`;
  }

  /** @throws AwsError `ReceiptHandleIsInvalid` */
  checked(handle: string): string {
    if (handle.startsWith(this.#prefix) && handle.length === this.#prefix.length + 36) return handle;
    const message = `The input receipt handle "${handle}" is not a valid receipt handle.`;
    throw new AwsError("ReceiptHandleIsInvalid", message, { status: 404 });
  }
}
