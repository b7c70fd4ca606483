import { describe, expect, it } from "vitest";
import { failureCauses } from "../../../domain/failure-causes.ts";
import { causeOf } from "./cause.ts";
import { CauseGroups } from "./groups.ts";
import { isWrapped, open, type DeadLetter } from "./letter.ts";

const event = { id: "evt_1", object: "event", type: "charge.refunded" };
const letter = (body: unknown, attributes: Record<string, string> = {}): DeadLetter => ({
  messageId: "m-1",
  receipt: "r-1",
  body: typeof body === "string" ? body : JSON.stringify(body),
  attributes,
  sentAt: Date.parse("2026-11-20T10:00:00Z"),
  isMoved: !("ErrorCode" in attributes) && !("RULE_ARN" in attributes),
});

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-dlq-decrypt.html */
const encrypted = {
  version: "0",
  id: "053afa53-cdd7-285b-e754-b0dfd0ac0bfb",
  account: "123456789012",
  time: "2026-11-20T10:00:00Z",
  resources: [],
  region: "us-east-1",
  source: "aws.events",
  "detail-type": "Encrypted Events",
  detail: {
    "event-bus-arn": "arn:bus",
    "rule-arn": "arn:rule",
    "kms-key-arn": "arn:aws:kms:key",
    "encrypted-payload": "AgR4",
  },
};

describe("a dead letter", () => {
  it("that the consumer gave up is sent again as it is", () => {
    const raw = letter(event, { received_at: "2026-11-20T09:59:59Z" });
    const content = open(raw);
    expect(content).toEqual({
      route: "queue",
      body: raw.body,
      attributes: raw.attributes,
      subject: "evt_1",
      isEvent: true,
      type: "charge.refunded",
    });
    expect(isWrapped(raw, content)).toBe(false);
  });

  it("of SNS is taken out of its notification, with the message's own attributes", () => {
    const envelope = {
      Type: "Notification",
      MessageId: "n",
      Message: JSON.stringify(event),
      MessageAttributes: { event_id: { Type: "String", Value: "evt_1" } },
    };
    const content = open(letter(envelope, { ErrorCode: "AccessDenied", ErrorMessage: "no" }));
    expect(content).toMatchObject({
      route: "topic",
      body: JSON.stringify(event),
      attributes: { event_id: "evt_1" },
      failure: "no",
    });
  });

  it("of SNS's raw delivery loses what SNS added only", () => {
    const raw = letter(event, { event_id: "evt_1", ErrorCode: "AccessDenied", RequestID: "x" });
    const content = open(raw);
    expect(content).toMatchObject({ route: "topic", attributes: { event_id: "evt_1" } });
    expect(isWrapped(raw, content)).toBe(true);
  });

  it("of a replay rule is taken out of the bus event", () => {
    const bus = { version: "0", "detail-type": event.type, "replay-name": "replay-1", detail: { event, stage: "dev" } };
    const content = open(letter(bus, { RULE_ARN: "arn", ERROR_CODE: "NO_PERMISSIONS", ERROR_MESSAGE: "refused" }));
    expect(content).toMatchObject({
      route: "rule",
      body: JSON.stringify(event),
      attributes: {},
      replayName: "replay-1",
    });
  });

  it.each([
    ["Stripe's", { event, stage: "dev" }],
    ["the partner event source's", event],
  ])("of %s bus itself is not archived, and is taken out of the bus event", (_, detail) => {
    const raw = letter({ "detail-type": event.type, detail }, { ERROR_CODE: "NO_PERMISSIONS", ERROR_MESSAGE: "key" });
    const content = open(raw);
    expect(content).toMatchObject({ route: "bus", body: JSON.stringify(event), subject: "evt_1" });
    expect(causeOf("archive", raw, content, undefined)).toMatchObject({ code: "not-archived", message: "key" });
  });

  it("of an encrypted bus goes by its message's id, as it is", () => {
    const content = open(letter(encrypted));
    expect(content).toMatchObject({ subject: "message-m-1", isEvent: true, encryptedWith: "arn:aws:kms:key" });
    expect(content.body).toBe(JSON.stringify(encrypted));
    expect(content.type).toBeUndefined();
  });

  it("that is not an event goes by its message's id", () => {
    expect(open(letter("{ not json"))).toMatchObject({
      route: "queue",
      subject: "message-m-1",
      isEvent: false,
      body: "{ not json",
    });
  });
});

describe("the table of causes", () => {
  const groupOf = (branch: string, raw: DeadLetter, causeCode?: string) => {
    const groups = new CauseGroups(branch);
    const content = open(raw);
    const failure =
      causeCode === undefined
        ? undefined
        : ({ causeCode, message: "m", at: "2026-11-20T10:18:00Z", disposition: "retry" } as const);
    groups.add({ letter: raw, content, cause: causeOf(branch, raw, content, failure), wrapped: false });
    return groups.list();
  };

  it("has every cause that dlq concludes, and no other that no consumer writes", () => {
    const concluded = [
      groupOf("orders", letter(event)),
      groupOf("archive", letter(event)),
      groupOf("orders", letter(event, { ErrorCode: "AccessDenied" })),
      groupOf("orders", letter(event, { RULE_ARN: "arn" })),
      groupOf("warehouse", letter(event, { ErrorCode: "500" })),
      groupOf("archive", letter(encrypted)),
    ].flatMap(([group]) => group?.cause ?? []);
    const unwritten = Object.entries(failureCauses).filter(([, { disposition }]) => disposition === "none");
    expect(concluded.toSorted()).toEqual(unwritten.map(([code]) => code).toSorted());
  });

  it.each(Object.entries(failureCauses).filter(([, { disposition }]) => disposition !== "none"))(
    "explains %s, which a consumer wrote down",
    (code, { meaning, passes, whatToDo }) => {
      const verb = passes === "never" ? "purge" : "redrive";
      const command = `dlq ${verb} email --cause ${code}`;
      expect(groupOf("email", letter(event), code)).toMatchObject([
        { cause: code, meaning, passes, whatToDo, command },
      ]);
    },
  );

  it("offers no purge of what the archive lacks and EventBridge gave up encrypted", () => {
    expect(groupOf("archive", letter(encrypted))).toMatchObject([{ command: "dlq edit ID --file FILE" }]);
    expect(groupOf("orders", letter(encrypted))).toMatchObject([{ command: "dlq purge orders --cause encrypted" }]);
  });

  it("explains a cause that only an older version wrote as unexpected, under its own name", () => {
    const { meaning } = failureCauses.unexpected;
    expect(groupOf("orders", letter(event), "of-old")).toMatchObject([{ cause: "of-old", meaning }]);
  });
});

describe("the cause of a dead letter", () => {
  const raw = letter(event);
  const failure = {
    causeCode: "unexpected",
    message: "TypeError",
    at: "2026-11-20T10:18:00Z",
    disposition: "retry",
  } as const;

  it("is what the consumer wrote down", () => {
    expect(causeOf("orders", raw, open(raw), failure)).toEqual({
      code: "unexpected",
      message: "TypeError",
      at: failure.at,
      disposition: "retry",
    });
  });

  it("is unknown where the failure written down is of an earlier message", () => {
    expect(causeOf("orders", raw, open(raw), { ...failure, at: "2026-11-19T10:00:00Z" }).code).toBe("unknown");
    expect(causeOf("orders", raw, open(raw), undefined).code).toBe("unknown");
  });

  it("is the delivery where it never reached the queue", () => {
    const undelivered = letter(event, { ErrorCode: "AccessDenied", ErrorMessage: "policy" });
    expect(causeOf("orders", undelivered, open(undelivered), failure)).toEqual({
      code: "not-delivered",
      message: "policy",
    });
    const bare = { ...raw, isMoved: false };
    for (const branch of ["orders", "archive"])
      expect(causeOf(branch, bare, open(bare), undefined).code).toBe("not-delivered");
  });
});
