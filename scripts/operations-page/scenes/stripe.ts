import { exitCodes } from "../../../ops/errors.ts";
import { storedSecret, storeSecret } from "../../../tests/ops/secret.ts";
import { missed } from "../purchases.ts";
import type { Session } from "../session.ts";

/** A new stack: what is missing, the endpoint, and its secret rolled. */
export async function connecting(session: Session): Promise<void> {
  const { system } = session;
  await session.show("doctor", { args: ["doctor"], ends: exitCodes.failed });
  const connect = ["connect-stripe", "--yes"];
  await session.show("connect-stripe", { args: connect }, { args: connect, ends: exitCodes.nothing });
  // A day later: the secret before is not honoured any more, and may be rolled again.
  const { stripe_webhook_secret_previous_expires: _, ...settled } = await storedSecret(system);
  await storeSecret(system, settled);
  await session.show("rotate-secret", { args: ["rotate-secret", "--yes"] });
}

export async function sending(session: Session): Promise<void> {
  await session.show(
    "send-event",
    { args: ["send-event", "refund.created", "--yes"] },
    { args: ["send-event", "invoice.paid", "--bad-signature"] },
  );
}

export async function reconciling(session: Session): Promise<void> {
  for (const event of missed.story) session.system.run.stripe?.put(event);
  await session.show("reconcile", { args: ["reconcile", "--yes"] });
}
