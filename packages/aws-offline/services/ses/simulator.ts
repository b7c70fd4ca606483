import { randomBytes } from "node:crypto";
import { accountId } from "../../arn.ts";
import type { CapturedMail, MailEventType } from "./definition.ts";

export interface MailEvent {
  readonly type: MailEventType;
  /** As SES publishes it. @see https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
  readonly event: object;
}

interface Recipient {
  readonly emailAddress: string;
}
type Outcome = (to: Recipient, feedback: { readonly timestamp: string; readonly feedbackId: string }) => MailEvent;

const bounce =
  (bounceType: string, bounceSubType: string, details?: object): Outcome =>
  (to, feedback) => ({
    type: "BOUNCE",
    event: {
      eventType: "Bounce",
      bounce: {
        feedbackId: feedback.feedbackId,
        bounceType,
        bounceSubType,
        bouncedRecipients: [{ ...to, ...details }],
        timestamp: feedback.timestamp,
        ...(details === undefined ? {} : { reportingMTA: "dns; simulator.amazonses.com" }),
      },
    },
  });

/** What the addresses of SES's mailbox simulator do. @see https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const outcomes: Readonly<Record<string, Outcome>> = {
  bounce: bounce("Permanent", "General", {
    action: "failed",
    status: "5.1.1",
    diagnosticCode: "smtp; 550 5.1.1 user unknown",
  }),
  suppressionlist: bounce("Permanent", "Suppressed", {
    action: "failed",
    status: "5.1.1",
    diagnosticCode: "Amazon SES has suppressed sending to this address because it bounced before.",
  }),
  // An automatic reply: to SES it looks like a bounce that passes.
  ooto: bounce("Transient", "General"),
  complaint: (to, { timestamp, feedbackId }) => ({
    type: "COMPLAINT",
    event: {
      eventType: "Complaint",
      complaint: {
        complainedRecipients: [to],
        timestamp,
        feedbackId,
        userAgent: "Amazon SES Mailbox Simulator",
        complaintFeedbackType: "abuse",
        arrivalDate: timestamp,
      },
    },
  }),
};

/** What SES publishes of a mail, one event per simulated recipient. A label (`bounce+order-1@`) changes nothing. */
export function eventsOf(mail: CapturedMail, identityArn: string): MailEvent[] {
  const { Source: source, Timestamp: timestamp, Id: messageId, Destination, Subject: subject, Tags = {} } = mail;
  const destination = Destination.ToAddresses;
  const described = {
    timestamp,
    source,
    sourceArn: identityArn,
    sendingAccountId: accountId,
    messageId,
    destination,
    headersTruncated: false,
    headers: [
      { name: "From", value: source },
      { name: "To", value: destination.join(", ") },
      { name: "Subject", value: subject },
    ],
    commonHeaders: { from: [source], to: destination, messageId, subject },
    tags: {
      "ses:configuration-set": [mail.ConfigurationSetName],
      "ses:from-domain": [source.split("@").at(-1)?.replace(">", "")],
      ...Object.fromEntries(Object.entries(Tags).map(([name, value]) => [name, [value]])),
    },
  };
  return destination.flatMap((emailAddress) => {
    const [, mailbox = ""] = /^(?<mailbox>[a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/iu.exec(emailAddress) ?? [];
    const name = mailbox.toLowerCase();
    const outcome = Object.hasOwn(outcomes, name) ? outcomes[name] : undefined;
    if (outcome === undefined) return [];
    const feedbackId = `${randomBytes(8).toString("hex")}-offline-000000`;
    const { type, event } = outcome({ emailAddress }, { timestamp: new Date().toISOString(), feedbackId });
    return [{ type, event: { ...event, mail: described } }];
  });
}
