import { createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSubscriber, type Notice } from "../../docs/warehouse-subscriber.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const certificate = publicKey.export({ type: "spki", format: "pem" }).toString();

const topicArn = "arn:aws:sns:ap-southeast-1:123456789012:dev-warehouse-topic";
const host = "https://sns.ap-southeast-1.amazonaws.com";

const acted: Notice[] = [];
const fetched: string[] = [];
let failing = false;
const done = new Map<string, number>();
const subscriber = createSubscriber({
  topicArn,
  done,
  act: (notice) => {
    if (failing) return Promise.reject(new Error("the warehouse's system is down"));
    acted.push(notice);
    return Promise.resolve();
  },
  fetchText: (url) => {
    fetched.push(url);
    return Promise.resolve(certificate);
  },
});

let url = "";
beforeAll(async () => {
  subscriber.listen(0);
  await once(subscriber, "listening");
  url = `http://127.0.0.1:${String((subscriber.address() as AddressInfo).port)}`;
});
afterAll(() => {
  subscriber.close();
});
beforeEach(() => {
  acted.length = 0;
  fetched.length = 0;
  failing = false;
  done.clear();
});

const signedNames = {
  Notification: ["Message", "MessageId", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
};

/** As SNS makes and signs it. */
function signed(type: keyof typeof signedNames, fields: object, version: "1" | "2" = "2") {
  const message: Record<string, string> = {
    Type: type,
    MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    TopicArn: topicArn,
    Timestamp: "2026-11-28T10:00:00.000Z",
    SignatureVersion: version,
    SigningCertURL: `${host}/SimpleNotificationService-1.pem`,
    ...fields,
  };
  const text = signedNames[type].map((name) => `${name}\n${message[name] ?? ""}\n`).join("");
  const algorithm = version === "2" ? "RSA-SHA256" : "RSA-SHA1";
  return { ...message, Signature: createSign(algorithm).update(text).sign(privateKey, "base64") };
}

const noticeOf = (sequence: number, orderId = "pi_1") => ({
  noticeId: `${orderId}#${String(sequence)}`,
  kind: "pick",
  orderId,
  sequence,
});
const notification = (sequence: number, version?: "1" | "2") =>
  signed("Notification", { Message: JSON.stringify(noticeOf(sequence)) }, version);

async function post(message: object | string): Promise<number> {
  const body = typeof message === "string" ? message : JSON.stringify(message);
  return (await fetch(url, { method: "POST", body })).status;
}

describe("the sample subscriber", () => {
  it("confirms the subscription that SNS signs, by SNS's own address", async () => {
    const SubscribeURL = `${host}/?Action=ConfirmSubscription&Token=abc`;
    const confirmation = { Message: "Confirm", Token: "abc", SubscribeURL };
    expect(await post(signed("SubscriptionConfirmation", confirmation))).toBe(200);
    expect(fetched).toContain(SubscribeURL);
    const elsewhere = signed("SubscriptionConfirmation", { ...confirmation, SubscribeURL: "https://example.com/" });
    expect(await post(elsewhere)).toBe(400);
    expect(fetched).not.toContain("https://example.com/");
  });

  it.each(["1", "2"] as const)("acts on a notice that is signed by version %s", async (version) => {
    expect(await post(notification(1, version))).toBe(200);
    expect(acted).toEqual([noticeOf(1)]);
  });

  it("refuses what SNS did not sign, and never asks others than SNS for the certificate", async () => {
    const message = notification(1);
    const forged = { ...message, Message: JSON.stringify({ ...noticeOf(1), orderId: "pi_2" }) };
    const foreign = signed("Notification", { ...message, SigningCertURL: "https://sns.example.com/key.pem" });
    const lookalike = { ...message, SigningCertURL: "https://sns.x.amazonaws.com.example.com/key.pem" };
    const otherTopic = signed("Notification", { ...message, TopicArn: `${topicArn}-of-another` });
    for (const refused of [forged, foreign, lookalike, otherTopic, { ...message, Type: "Other" }]) {
      expect(await post(refused)).toBe(400);
    }
    expect(await post("not JSON")).toBe(500);
    expect(acted).toEqual([]);
    expect(fetched.every((each) => each.startsWith(`${host}/`))).toBe(true);
  });

  it("acts on each notice once and in sequence, however they come", async () => {
    expect(await post(notification(2))).toBe(500);
    expect(await Promise.all([1, 1, 1].map((sequence) => post(notification(sequence))))).toEqual([200, 200, 200]);
    for (const sequence of [2, 1, 2, 3, 3]) expect(await post(notification(sequence))).toBe(200);
    expect(acted.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it("lets SNS bring again what could not be acted on", async () => {
    failing = true;
    expect(await post(notification(1))).toBe(500);
    failing = false;
    expect(await post(notification(1))).toBe(200);
    expect(acted).toEqual([noticeOf(1)]);
  });
});
