import { describeFailure } from "../../domain/failure.ts";
import type { Log } from "../shared/log.ts";
import type { SecretReader } from "../shared/secret.ts";
import { verifySignature, type SignatureFault } from "../shared/signature.ts";
import type { SigningSecrets } from "../shared/signing-secrets.ts";
import type { Body } from "./body.ts";

/** A secret by its number, with what it is during a roll: all that logs and metrics may know of it. */
export type SignedBy = `${number}` | `${number}-previous`;

export type Authentication =
  | { readonly outcome: "genuine"; readonly signedBy: SignedBy }
  | { readonly outcome: "refused"; readonly fault: SignatureFault }
  | { readonly outcome: "unavailable"; readonly reason: "secret-unavailable" | "secret-missing" };

export interface AuthenticationPorts {
  readonly secrets: SecretReader<SigningSecrets>;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A previous secret is honoured no longer than Stripe does: 24 hours. */
const longestRollMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Whether Stripe sent the body. A signature that does not match is checked once more against freshly read secrets,
 * because one may have been rolled or added since they were read.
 */
export async function authenticate(
  header: string | undefined,
  body: Body,
  { secrets, log, now }: AuthenticationPorts,
): Promise<Authentication> {
  try {
    let read = await secrets.read();
    // Someone may have just written the first one.
    if (read.usable.length === 0) read = await secrets.refresh();
    if (read.usable.length === 0) {
      const why = read.refused.join("; ");
      log.error({ message: `no signing secret (whsec_...) to verify with, nothing is accepted before: ${why}` });
      return { outcome: "unavailable", reason: "secret-missing" };
    }
    let result = verifySignature({ header, body }, signingKeys(read, now()), now());
    if (result === "mismatch") {
      read = await secrets.refresh();
      result = verifySignature({ header, body }, signingKeys(read, now()), now());
    }
    if (typeof result === "object") return { outcome: "genuine", signedBy: result.name };
    if (result === "mismatch" && read.refused.length > 0) {
      log.error({ message: `signed by none of the usable secrets; not usable: ${read.refused.join("; ")}` });
    }
    return { outcome: "refused", fault: result };
  } catch (error) {
    log.error({ message: `the secret cannot be read: ${describeFailure(error).message}` });
    return { outcome: "unavailable", reason: "secret-unavailable" };
  }
}

interface SigningKey {
  readonly name: SignedBy;
  readonly secret: string;
}

/** The current ones first: they sign nearly everything. None without a current secret, even if there is a previous one. */
function signingKeys({ usable }: SigningSecrets, now: number): SigningKey[] {
  const current = usable.map(({ number, secret }): SigningKey => ({ name: `${number}`, secret }));
  const previous = usable.flatMap(({ number, previous: before }): SigningKey[] => {
    const left = (before?.expires ?? now) - now;
    if (before === undefined || left <= 0 || left > longestRollMilliseconds) return [];
    return [{ name: `${number}-previous`, secret: before.secret }];
  });
  return [...current, ...previous];
}
