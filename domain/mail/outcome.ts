import * as v from "valibot";
import { rejected } from "../failure.ts";

/** What became of a mail after SES took it, from the least to the most that can be said of it. */
export const mailOutcomes = ["delayed", "rejected", "bounced", "complained"] as const;
export type MailOutcome = (typeof mailOutcomes)[number];

/** What SES reports of a mail, without the addresses and texts that a mail server may quote. */
export interface MailReport {
  readonly outcome: MailOutcome;
  /** `Permanent/General 5.1.1`, `abuse`, `Bad content`, `MailboxFull`. */
  readonly reason: string;
  /** ISO time. */
  readonly at: string;
  /** In the ledger; undefined for a mail that is not of this system. */
  readonly mailKey: string | undefined;
  readonly eventId: string | undefined;
  /** Addresses that must not be mailed again. */
  readonly undeliverable: readonly string[];
}

/** The tags of a mail that name its ledger entry, and the event that it was sent for. */
export const keyTag = "ledger";
export const eventTag = "event";

/** SES takes letters, digits, underscores and hyphens in a tag's value. */
export function toTagValue(text: string): string {
  return Buffer.from(text).toString("base64url");
}

export function fromTagValue(value: string | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(value, "base64url").toString();
}

const text = v.string();
const recipients = v.array(v.object({ emailAddress: text, status: v.optional(text) }));
const mail = v.object({ timestamp: text, tags: v.optional(v.record(text, v.array(text)), {}) });
const eventSchema = v.variant("eventType", [
  v.object({
    eventType: v.literal("Bounce"),
    mail,
    bounce: v.object({ bounceType: text, bounceSubType: text, bouncedRecipients: recipients, timestamp: text }),
  }),
  v.object({
    eventType: v.literal("Complaint"),
    mail,
    complaint: v.object({
      complainedRecipients: recipients,
      complaintFeedbackType: v.nullish(text),
      timestamp: text,
    }),
  }),
  v.object({ eventType: v.literal("Reject"), mail, reject: v.object({ reason: text }) }),
  v.object({
    eventType: v.literal("DeliveryDelay"),
    mail,
    deliveryDelay: v.object({ delayType: text, timestamp: text }),
  }),
]);

/**
 * Reads an event that SES publishes for a configuration set.
 * @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 * @throws ProcessingError `not-json` or `invalid-event`, without quoting it: it holds addresses
 */
export function readMailReport(body: string): MailReport {
  const parsed = v.safeParse(eventSchema, parse(body));
  if (!parsed.success) {
    const where = parsed.issues.map((issue) => v.getDotPath(issue) ?? "event").join(", ");
    throw rejected("invalid-event", `not an event of SES's that is read here: ${where}`);
  }
  const event = parsed.output;
  const tagged = (name: string): string | undefined => fromTagValue(event.mail.tags[name]?.[0]);
  return { mailKey: tagged(keyTag), eventId: tagged(eventTag), undeliverable: [], ...reportOf(event) };
}

type Report = Pick<MailReport, "outcome" | "reason" | "at"> & Partial<Pick<MailReport, "undeliverable">>;

function reportOf(event: v.InferOutput<typeof eventSchema>): Report {
  if (event.eventType === "Bounce") {
    const { bounceType, bounceSubType, bouncedRecipients, timestamp: at } = event.bounce;
    const status = bouncedRecipients.find((each) => each.status !== undefined)?.status;
    const reason = [`${bounceType}/${bounceSubType}`, ...(status === undefined ? [] : [status])].join(" ");
    // A full mailbox or an automatic reply passes; no such mailbox does not.
    const undeliverable = bounceType === "Permanent" ? addressesOf(bouncedRecipients) : [];
    return { outcome: "bounced", reason, at, undeliverable };
  }
  if (event.eventType === "Complaint") {
    const { complainedRecipients, complaintFeedbackType, timestamp: at } = event.complaint;
    const undeliverable = addressesOf(complainedRecipients);
    return { outcome: "complained", reason: complaintFeedbackType ?? "no feedback type", at, undeliverable };
  }
  return event.eventType === "Reject"
    ? { outcome: "rejected", reason: event.reject.reason, at: event.mail.timestamp }
    : { outcome: "delayed", reason: event.deliveryDelay.delayType, at: event.deliveryDelay.timestamp };
}

function addressesOf(all: v.InferOutput<typeof recipients>): string[] {
  return all.map(({ emailAddress }) => emailAddress);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw rejected("not-json", "the message is not JSON");
  }
}
