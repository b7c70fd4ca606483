import { ProcessingError, rejected, retryable } from "../../domain/failure.ts";
import { loadPurchase, type PurchasePorts } from "../shared/load-purchase.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import { resolveOrderKey } from "../shared/order-key.ts";
import type { ResolverPorts } from "../shared/order-key/resolution.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import type { SecretReader, Sender } from "../shared/secret.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";
import { defined } from "../../domain/event/fields.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { deliver } from "./delivery/deliver.ts";
import type { Claim } from "../../domain/mail/ports.ts";
import type { DeliveryPorts } from "./delivery/ports.ts";
import { mailsOfEvent, type MailDraft } from "../../domain/mail/mails-of-event.ts";
import { refundsOf } from "../shared/refunds.ts";
import { type Delivery, whileStripeLags } from "../shared/while-stripe-lags.ts";
import { sendableAddress } from "../../domain/mail/address.ts";
import { mailKey } from "../../domain/mail/keys.ts";
import type { Brand } from "../../domain/mail/brand.ts";
import { composeMail } from "../../domain/mail/compose.ts";
import { parseSender, senderHeader } from "../../domain/mail/sender.ts";
import { mailNameOf, type PlannedMail, planMail } from "../../domain/mail/plan-mail.ts";
import { settlementOf } from "./settlement.ts";

export interface EmailEventPorts extends DeliveryPorts {
  readonly journal: ResolverPorts["journal"] & PurchasePorts["journal"];
  readonly stripe: Pick<StripeApi, "listRefunds"> & PurchasePorts["stripe"];
  readonly secrets: Pick<SecretReader<Sender>, "read">;
  readonly brand: Brand;
  /** Its name in index.ts, for metrics. */
  readonly consumer: string;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Of the order, and where its event alone would be filed. */
interface MailKeys {
  readonly orderKey: string;
  readonly ownKey: string;
}

/**
 * Sends the mails that one Stripe event asks for and that did not go out yet.
 * @throws ProcessingError of the first mail that failed, after all were tried; of the readers, StripeApi and {@link deliver}.
 */
export async function handleEvent(
  event: TypedEvent,
  attempt: Omit<Claim, "eventId"> & Delivery,
  ports: EmailEventPorts,
): Promise<void> {
  const { receives, ...claim } = attempt;
  await whileStripeLags(event, { receives }, ports, async (stripe, listsSettled) =>
    sendAll(await planMails(event, { ...ports, stripe }, listsSettled), { ...claim, eventId: event.id }, ports),
  );
}

async function planMails(event: TypedEvent, ports: EmailEventPorts, listsSettled: boolean): Promise<PlannedMail[]> {
  const drafts = mailsOfEvent(event, await refundsOf(event, ports.stripe));
  if (drafts.length === 0) return [];
  const options = { listsSettled, mergesLater: false };
  const resolution = await resolveOrderKey(event, ports, options);
  if (resolution.kind === "none") return [];
  const { orderKey, ownKey, provisional } = resolution;
  const purchase = provisional ? undefined : await loadPurchase(orderKey, event, ports, options);
  if (purchase === undefined) {
    ports.log.info({ message: "no mail: nothing was sold with this payment", eventId: event.id });
    return [];
  }
  return Promise.all(drafts.map((draft) => plan(draft, { orderKey, ownKey, date: event.created }, purchase, ports)));
}

/** @throws what the first mail that failed threw, after all were tried */
async function sendAll(mails: readonly PlannedMail[], claim: Claim, ports: EmailEventPorts): Promise<void> {
  const failures: unknown[] = [];
  for (const mail of mails) {
    try {
      await sendOnce(mail, claim, ports);
    } catch (error) {
      if (error instanceof ProcessingError && error.causeCode === "outcome-unknown") {
        ports.metrics.count("EmailsOutcomeUnknown", { Kind: mail.mail.kind });
      }
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function plan(
  draft: MailDraft,
  keys: MailKeys & { readonly date: number },
  purchase: Purchase,
  { stripe, ledger }: Pick<EmailEventPorts, "stripe" | "ledger">,
): Promise<PlannedMail> {
  const key = await markedUnder(mailNameOf(draft), keys, ledger);
  return planMail(draft, { ...keys, key }, purchase, await settlementOf(draft, purchase, stripe));
}

/** The mail's key: by the order, or by where a former version marked it that did not know the order yet. */
async function markedUnder(
  name: string,
  { orderKey, ownKey }: MailKeys,
  ledger: EmailEventPorts["ledger"],
): Promise<string> {
  const former = mailKey(ownKey, name);
  const isFormer = ownKey !== orderKey && (await ledger.read(former)) !== undefined;
  return isFormer ? former : mailKey(orderKey, name);
}

async function sendOnce(
  { key, order, address, mail }: PlannedMail,
  claim: Claim,
  ports: EmailEventPorts,
): Promise<void> {
  const { kind } = mail;
  const { consumer, metrics, log, brand } = ports;
  const { eventId } = claim;
  if (address === undefined) {
    metrics.count("EmailsWithoutAddress", { Kind: kind });
    log.warn({ message: "no mail: no address is known", eventId, mailKey: key });
    return;
  }
  const to = sendableAddress(address);
  if (to === undefined) throw rejected("mail-refused", "the customer's address is none that a mail can be sent to");
  const { sesFromEmail } = await ports.secrets.read();
  if (sesFromEmail === undefined) throw retryable("secret-unavailable", "the secret holds no ses_from_email yet");
  const sender = parseSender(sesFromEmail);
  const from = senderHeader(defined({ name: sender.name ?? brand.shopName, address: sender.address }));
  const headers = defined({ from, to, replyTo: brand.replyTo });
  const addressed = { ...composeMail(mail, brand), ...headers, kind, order, key, eventId };
  const result = await deliver(key, addressed, claim, ports);
  if (result === "already-sent") metrics.count("EventsRepeated", { Consumer: consumer });
  else if (result === "suppressed") metrics.count("EmailsSuppressed", { Kind: kind });
  else metrics.count("EmailsSent", { Kind: kind });
  log.info({ message: `mail ${result}`, eventId, mailKey: key });
}
