import { OpsError } from "../errors.ts";
import type { SigningSecretStore } from "./signing-secrets.ts";
import type { SigningSecret } from "../../functions/shared/signing-secrets.ts";

export interface ProbePorts {
  readonly secrets: SigningSecretStore;
  /** Posts a signed event that nobody handles; whether the webhook accepted it. */
  readonly probe: (secret: string) => Promise<boolean>;
  /** As long as an execution environment of the webhook may go on with the secrets that it read. */
  readonly pause: () => Promise<void>;
}

/** Many environments may run, and somebody may forge: each probe meets one of them. */
const probes = 8;

/** Whether the webhook accepts what is signed with a secret, from now on in each of its execution environments. */
export async function isAccepted(secret: string, { probe, pause }: Omit<ProbePorts, "secrets">): Promise<boolean> {
  for (let tries = 0; tries < probes; tries += 1) {
    await pause();
    if (await probe(secret)) return true;
  }
  return false;
}

/**
 * Stores a signing secret, and ends when the webhook accepts it and the one before.
 * @param before of the same number: it comes back when the new one is not accepted
 * @throws OpsError when it is not accepted
 */
export async function storeAndVerify(
  secret: SigningSecret,
  before: SigningSecret | undefined,
  ports: ProbePorts,
): Promise<void> {
  await ports.secrets.store(secret);
  const mustPass = [secret.secret, ...(secret.previous === undefined ? [] : [secret.previous.secret])];
  try {
    for (const each of mustPass) {
      if (await isAccepted(each, ports)) continue;
      throw new OpsError(
        "The webhook did not accept a probe signed with the new and the old secret. What was stored before is back in place, nothing is rolled: see doctor and logs stripeWebhook",
      );
    }
  } catch (error) {
    await (before === undefined ? ports.secrets.remove(secret.number) : ports.secrets.store(before));
    throw error;
  }
}
