import { describe, expect, it } from "vitest";
import { samplePurchase } from "../samples/index.ts";
import type { AwsCall } from "../../aws-offline/gateway/types.ts";
import { WebhookObserver } from "./webhook-observer.ts";

const topicArn = "arn:aws:sns:ap-southeast-1:000000000000:events";
const { completed } = samplePurchase({ kind: "payment", seed: "a" }).events;
const large = { ...completed, note: "x".repeat(300_000) };
const stub = { ...completed, oversize: true, data: { object: { id: "x", object: "y" } } };

/** Posts a body to a webhook that publishes `message`, or nothing; returns what was learned before it is delivered. */
async function learnedFrom(body: string, message?: string, topic = topicArn): Promise<unknown[]> {
  const learned: unknown[] = [];
  let deliveredAfter: unknown[] | undefined;
  const observer = new WebhookObserver({ learn: (event) => void learned.push(event) });
  const intercept = observer.interceptor(topicArn);
  const invoke = async () => {
    if (message !== undefined) {
      const call: AwsCall = {
        principal: "role",
        service: "sns",
        action: "Publish",
        input: { TopicArn: topic, Message: message },
        resources: [topic],
        signal: new AbortController().signal,
      };
      await intercept(call, () => {
        deliveredAfter = [...learned];
        return Promise.resolve({});
      });
    }
    return { ok: true as const, payload: null, requestId: "1" };
  };
  const payload = { body, isBase64Encoded: false };
  const invocation = { functionName: "webhook", payload, words: () => new Set<string>(), handles: () => false };
  await observer.watch({ ...invocation, crash: () => undefined }, invoke);
  return deliveredAfter ?? learned;
}

describe("the webhook observer", () => {
  it("teaches what the webhook publishes, before it is delivered", async () => {
    const text = JSON.stringify(completed);
    expect(await learnedFrom(text, text)).toEqual([completed]);
  });

  it("teaches an oversize event whole, although its stub is published", async () => {
    expect(await learnedFrom(JSON.stringify(large), JSON.stringify(stub))).toEqual([large]);
  });

  it("teaches nothing that the webhook does not publish, or that goes to another topic", async () => {
    const text = JSON.stringify(completed);
    expect(await learnedFrom(text)).toEqual([]);
    expect(await learnedFrom(text, text, "arn:aws:sns:ap-southeast-1:000000000000:warehouse")).toEqual([]);
    expect(await learnedFrom("not json")).toEqual([]);
    const report = { ...completed, id: "evt_wh_1", data: { object: { id: "in_1", object: "out-of-stock" } } };
    expect(await learnedFrom("none", JSON.stringify(report))).toEqual([]);
  });
});
