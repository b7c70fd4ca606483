import { readStripeEvent } from "../../domain/event/event.ts";
import { typedEvent } from "../../domain/event/typed-event.ts";
import { plainBrand } from "../../domain/mail/brand.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import type { SampleEvent, SampleObject } from "../../packages/stripe-offline/samples/index.ts";
import type { Report } from "../../packages/stripe-offline/scenarios/report.ts";
import { memoryJournal, recordLog, recordMetrics } from "../shared/testing.ts";
import type { AddressedMail, SendOutcome } from "./delivery/ports.ts";
import { RecentKeys } from "./delivery/recent-keys.ts";
import { MemoryMailLedger } from "../shared/stores/memory-mail-ledger.ts";
import { type EmailEventPorts, handleEvent } from "./handle-event.ts";

/** An e-mail processor whose ledger, SES and Stripe are in memory. */
export interface MailWorld {
  readonly ledger: MemoryMailLedger;
  readonly sent: AddressedMail[];
  /** What Stripe was asked. */
  readonly calls: readonly string[];
  readonly metrics: ReturnType<typeof recordMetrics>;
  readonly log: ReturnType<typeof recordLog>;
  response: (mail: AddressedMail) => SendOutcome;
  handle(event: SampleEvent | Report["event"], message?: string, receives?: number): Promise<void>;
}

export function mailWorld(objects: readonly SampleObject[], overrides: Partial<EmailEventPorts> = {}): MailWorld {
  const metrics = recordMetrics();
  const log = recordLog();
  const ledger = new MemoryMailLedger();
  const stripe = memoryStripe(objects);
  const w: MailWorld = {
    ledger,
    sent: [],
    calls: stripe.calls,
    metrics,
    log,
    response: () => ({ outcome: "accepted", sesMessageId: "ses-1" }),
    handle: (event, message = "message-1", receives = 1) => {
      handlings += 1;
      const claim = { token: `handling-${handlings}`, messageId: message, leaseUntil: Number.POSITIVE_INFINITY };
      return handleEvent(typedEvent(readStripeEvent(structuredClone(event))), { ...claim, receives }, ports);
    },
  };
  let handlings = 0;
  const ports: EmailEventPorts = {
    ledger,
    mailer: {
      send: async (mail) => {
        const outcome = w.response(mail);
        if (outcome.outcome === "accepted") w.sent.push(mail);
        return Promise.resolve(outcome);
      },
    },
    journal: memoryJournal(),
    stripe,
    secrets: { read: () => Promise.resolve({ sesFromEmail: "shop@example.com" }) },
    brand: plainBrand,
    consumer: "email",
    metrics,
    log,
    now: () => 0,
    wait: () => Promise.resolve(),
    ended: new RecentKeys(0),
    inTurn: (send) => send(),
    ...overrides,
  };
  return w;
}
