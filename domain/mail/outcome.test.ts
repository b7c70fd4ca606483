import { describe, expect, it } from "vitest";
import { readMailReport, toTagValue } from "./outcome.ts";

/** Events with every field that AWS documents: docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html */
const key = "mail#acct_1/pi_1#refund#re_1";
const address = "customer@example.com";
const mail = {
  timestamp: "2026-11-20T10:00:00.012Z",
  source: "Shop <shop@example.org>",
  sourceArn: "arn:aws:ses:us-east-1:123456789012:identity/shop@example.org",
  sendingAccountId: "123456789012",
  messageId: "0100017c44f0-61b59c11-9236-11e6-8f96-7be8a1111111-000000",
  destination: [address],
  headersTruncated: false,
  headers: [
    { name: "From", value: "Shop <shop@example.org>" },
    { name: "To", value: address },
  ],
  commonHeaders: { from: ["Shop <shop@example.org>"], to: [address], subject: "Your refund" },
  tags: {
    "ses:configuration-set": ["orders"],
    "ses:source-ip": ["192.0.2.0"],
    "ses:from-domain": ["example.org"],
    "ses:caller-identity": ["email-processor"],
    kind: ["refund"],
    ledger: [toTagValue(key)],
    event: [toTagValue("evt_1")],
  },
};
const at = "2026-11-20T10:01:02.669Z";
const feedbackId = "0100017c44f053b-61b59c11-9236-11e6-8f96-7be8a2222222-000000";
const bounce = (bounceType: string, bounceSubType: string, details: object = {}) => ({
  eventType: "Bounce",
  bounce: {
    bounceType,
    bounceSubType,
    bouncedRecipients: [{ emailAddress: address, ...details }],
    timestamp: at,
    feedbackId,
    reportingMTA: "dns; mta.example.org",
  },
  mail,
});
const unknownUser = { action: "failed", status: "5.1.1", diagnosticCode: `smtp; 550 5.1.1 ${address} user unknown` };
const complaint = {
  eventType: "Complaint",
  complaint: {
    complainedRecipients: [{ emailAddress: address }],
    timestamp: at,
    feedbackId,
    userAgent: "Mozilla/5.0",
    complaintFeedbackType: "abuse",
    arrivalDate: at,
  },
  mail,
};
const delay = {
  eventType: "DeliveryDelay",
  mail,
  deliveryDelay: {
    timestamp: at,
    delayType: "MailboxFull",
    expirationTime: "2026-11-20T23:00:00.000Z",
    delayedRecipients: [{ emailAddress: address, status: "4.2.2", diagnosticCode: "smtp; 452 4.2.2 mailbox full" }],
  },
};

describe("an event of SES's", () => {
  it.each([
    ["a hard bounce", bounce("Permanent", "General", unknownUser), "bounced", "Permanent/General 5.1.1", [address]],
    ["an address on SES's list", bounce("Permanent", "Suppressed"), "bounced", "Permanent/Suppressed", [address]],
    ["an automatic reply", bounce("Transient", "General"), "bounced", "Transient/General", []],
    [
      "a full mailbox",
      bounce("Transient", "MailboxFull", { status: "5.2.2" }),
      "bounced",
      "Transient/MailboxFull 5.2.2",
      [],
    ],
    ["an undetermined bounce", bounce("Undetermined", "Undetermined"), "bounced", "Undetermined/Undetermined", []],
    ["a complaint", complaint, "complained", "abuse", [address]],
    ["a delay", delay, "delayed", "MailboxFull", []],
  ])("about %s says what became of which mail, and whether to mail there again", (_, event, outcome, reason, dead) => {
    expect(readMailReport(JSON.stringify(event))).toEqual({
      outcome,
      reason,
      at,
      mailKey: key,
      eventId: "evt_1",
      undeliverable: dead,
    });
  });

  it("about a rejection has the time of the mail", () => {
    const event = { eventType: "Reject", mail, reject: { reason: "Bad content" } };
    const report = { outcome: "rejected", reason: "Bad content", at: mail.timestamp };
    expect(readMailReport(JSON.stringify(event))).toMatchObject({ ...report, undeliverable: [] });
  });

  it("about a mail of somebody else names none of ours", () => {
    const event = { ...complaint, mail: { ...mail, tags: { "ses:configuration-set": ["orders"] } } };
    expect(readMailReport(JSON.stringify(event)).mailKey).toBeUndefined();
  });

  it("that cannot be read is refused without quoting it", () => {
    const { complaint: _, ...broken } = complaint;
    expect(() => readMailReport(JSON.stringify(broken))).toThrow(
      /^not an event of SES's that is read here: complaint$/u,
    );
    expect(() => readMailReport(JSON.stringify({ ...complaint, eventType: "Open" }))).toThrow(/eventType/u);
    expect(() => readMailReport(address)).toThrow(
      expect.objectContaining({ causeCode: "not-json", message: "the message is not JSON" }),
    );
  });
});
