import { randomUUID } from "node:crypto";
import { sampleBody, type SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";

const handledFirst = "checkout.session.completed";

/** First events of ever new purchases, whose handling asks every service that a function uses, but not Stripe. */
export function* newPurchases(run: string): Generator<SampleEvent, never> {
  const traffic = new Traffic({ run, at: Math.floor(Date.now() / 1000) - 600, selfContained: true });
  for (let purchase = 0; ; purchase += 1) {
    const first = traffic.scenario(purchase).events.find(({ type }) => type === handledFirst);
    if (first !== undefined && Reflect.get(first.data.object, "payment_status") === "paid") yield first;
  }
}

/** As API Gateway hands a request to the webhook. */
export function asRequest(event: SampleEvent, secret: string): object {
  const body = sampleBody(event);
  const headers = { "content-type": "application/json; charset=utf-8", "stripe-signature": signBody(body, secret) };
  return { version: "2.0", routeKey: "POST /webhook/stripe", headers, body, isBase64Encoded: false };
}

/** As a mapping or the pipe hands over a message: a list of records. */
export function asRecords(event: SampleEvent): object[] {
  const at = String(Date.now());
  return [
    {
      messageId: randomUUID(),
      receiptHandle: "bench",
      body: sampleBody(event),
      attributes: { ApproximateReceiveCount: "1", SentTimestamp: at, ApproximateFirstReceiveTimestamp: at },
      messageAttributes: {},
      eventSource: "aws:sqs",
      awsRegion: "ap-southeast-1",
    },
  ];
}
