import { rejected, retryable } from "../../../domain/failure.ts";
import type { AddressedMail, DeliveryPorts } from "./ports.ts";
import type { Claim, LedgerEntry } from "../../../domain/mail/ports.ts";

/** How long to wait for another invocation's mail before the record goes back to its queue. */
const contentionWaits = [50, 100, 200, 400, 800];
/** SES allows a number of mails per second; a throttled one was not taken and is asked for again. */
const throttleWaits = [250, 500, 1000];
/**
 * A mark that fails leaves a mail whose outcome looks unknown: worth more than the client's own retries, of which there
 * are none where many calls have failed before (the SDK's retry quota).
 */
export const persistWaits = [100, 400];

/**
 * Sends one mail at most once, whoever else tries at the same time: claimed as `sending`, then `sent`. The claim is the
 * last thing before SES is called, so one write says both who is at it and that the mail may go out from now on.
 *
 * A claim is stale when its invocation cannot run any more: its lease is over, or its own SQS message has come back
 * (the queue's visibility timeout is six times the function's). What SES certainly did not take was given back as
 * `claimed` and is taken over. A stale `sending` is not: SES may have taken the mail, and it has no idempotency token. An
 * address that bounced for good is not mailed again.
 *
 * @throws ProcessingError `outcome-unknown` (reject) when only a person can find out whether the mail went out,
 * `mail-refused` when SES certainly did not take it, `aws-unavailable` when SES throttles, `contended` when another
 * invocation is at it (both retry).
 */
export async function deliver(
  key: string,
  mail: AddressedMail,
  claim: Claim,
  ports: DeliveryPorts,
): Promise<"sent" | "already-sent" | "suppressed"> {
  if (ports.ended.has(key)) return "already-sent";
  const isUndeliverable = await ports.ledger.isUndeliverable(mail.to);
  for (const pause of [...contentionWaits, undefined]) {
    const result = await (isUndeliverable
      ? suppress(key, mail, claim, ports)
      : ports.inTurn(() => claimAndSend(key, mail, claim, ports)));
    if (result !== "contended") {
      ports.ended.add(key);
      return result;
    }
    if (pause !== undefined) await ports.wait(pause);
  }
  throw retryable("contended", "another invocation is sending this mail");
}

async function claimAndSend(
  key: string,
  mail: AddressedMail,
  claim: Claim,
  ports: DeliveryPorts,
): Promise<"sent" | "already-sent" | "contended"> {
  if (await persist(() => ports.ledger.claim(key, claim), ports)) return send(key, mail, claim, ports);
  const entry = await ports.ledger.read(key);
  if (entry === undefined) return "contended";
  // A write whose response was lost looks like a lost claim. SES was not called yet under this token.
  if (entry.state === "sending" && entry.token === claim.token) return send(key, mail, claim, ports);
  const held = heldBy(entry, claim, ports);
  if (held !== "given-back") return held;
  const isTaken = await persist(() => ports.ledger.takeOver(key, entry.token, claim), ports);
  return isTaken ? send(key, mail, claim, ports) : "contended";
}

async function suppress(
  key: string,
  mail: AddressedMail,
  claim: Claim,
  ports: DeliveryPorts,
): Promise<"suppressed" | "already-sent" | "contended"> {
  if (await persist(() => ports.ledger.suppress(key, claim, mail.to), ports)) return "suppressed";
  const entry = await ports.ledger.read(key);
  if (entry === undefined) return "contended";
  if (entry.state === "suppressed" && entry.token === claim.token) return "suppressed";
  const held = heldBy(entry, claim, ports);
  return held === "given-back" ? "contended" : held;
}

/** @throws ProcessingError `outcome-unknown` */
function heldBy(entry: LedgerEntry, claim: Claim, ports: DeliveryPorts): "already-sent" | "contended" | "given-back" {
  if (entry.state === "sent" || entry.state === "suppressed") return "already-sent";
  const isStale = entry.messageId === claim.messageId || entry.leaseUntil <= ports.now();
  if (!isStale) return "contended";
  if (entry.state === "claimed") return "given-back";
  throw rejected("outcome-unknown", "SES was called to send this mail and its response was never recorded");
}

async function send(key: string, mail: AddressedMail, claim: Claim, ports: DeliveryPorts): Promise<"sent"> {
  let result = await ports.mailer.send(mail);
  for (const pause of throttleWaits) {
    if (result.outcome !== "throttled") break;
    await ports.wait(pause);
    result = await ports.mailer.send(mail);
  }
  const settled = result;
  if (settled.outcome === "accepted") {
    await persist(() => ports.ledger.markSent(key, claim.token, settled.sesMessageId), ports);
    return "sent";
  }
  if (settled.outcome === "unknown") {
    throw rejected("outcome-unknown", `SES may have sent the mail: ${settled.reason}`);
  }
  await persist(() => ports.ledger.giveBack(key, claim.token, settled.reason), ports);
  if (settled.outcome === "throttled") throw retryable("aws-unavailable", `SES throttles: ${settled.reason}`);
  throw (settled.final ? rejected : retryable)("mail-refused", `SES refused the mail: ${settled.reason}`);
}

async function persist(write: () => Promise<boolean>, ports: DeliveryPorts): Promise<boolean> {
  for (const pause of persistWaits) {
    try {
      return await write();
    } catch {
      await ports.wait(pause);
    }
  }
  return await write();
}
