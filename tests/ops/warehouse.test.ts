import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { Operator } from "../support/operator.ts";
import { System } from "../support/system.ts";

const unheard = samplePurchase({ kind: "payment", seed: "unheard" });
const refused = samplePurchase({ kind: "payment", seed: "refused" });

let system: System;
let operator: Operator;
beforeAll(async () => {
  system = await System.start();
  operator = await Operator.at(system);
  system.know([...unheard.objects, ...refused.objects]);
});
afterAll(async () => {
  await operator.leave();
  await system.close();
});

const call = async <Response>(service: string, action: string, input: object): Promise<Response> =>
  (await system.run.operator.call(service, action, { ...input })) as Response;

async function arnOf(QueueUrl: string): Promise<string> {
  const read = { QueueUrl, AttributeNames: ["QueueArn"] };
  return (await call<{ Attributes: { QueueArn: string } }>("sqs", "GetQueueAttributes", read)).Attributes.QueueArn;
}

let warehouse: { readonly url: string; readonly arn: string } | undefined;

/** A queue in the warehouse's place, with the stack's dead-letter queue behind its subscription. */
async function subscribed() {
  if (warehouse !== undefined) return warehouse;
  const { deadLetterQueueUrls, warehouseTopicArn: TopicArn } = system.run.outputs;
  const { QueueUrl: url } = await call<{ QueueUrl: string }>("sqs", "CreateQueue", { QueueName: "warehouse" });
  const arn = await arnOf(url);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(deadLetterQueueUrls.warehouse) });
  await call("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint: arn, Attributes: { RedrivePolicy } });
  return (warehouse = { url, arn });
}

/** Whether the warehouse takes notices. */
async function setPolicy(admits: boolean): Promise<void> {
  const { url: QueueUrl, arn: Resource } = await subscribed();
  const Effect = admits ? "Allow" : "Deny";
  const Statement = [{ Effect, Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource }];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
}

/** Takes what the warehouse got. */
async function received(): Promise<unknown[]> {
  const { url: QueueUrl } = await subscribed();
  const { Messages = [] } = await call<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
    "sqs",
    "ReceiveMessage",
    {
      QueueUrl,
      MaxNumberOfMessages: 10,
    },
  );
  for (const { ReceiptHandle } of Messages) await call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
  return Messages.map(({ Body }) => JSON.parse((JSON.parse(Body) as { Message: string }).Message) as unknown);
}

const warnings = async (): Promise<string[]> => {
  const { out } = await operator.run(["doctor", "--json"]);
  const { findings } = JSON.parse(out) as { findings: { check: string; message: string }[] };
  return findings.filter(({ check }) => check === "warehouse").map(({ message }) => message);
};

describe("a notice", () => {
  it("that nobody heard is known, and sent again once somebody is subscribed", async () => {
    await system.send(unheard.events.completed);
    await system.settled();
    expect(await operator.run(["warehouse", "resend"])).toMatchObject({ code: 2 });
    const published = /^1 notice published since .* while nobody was subscribed$/u;
    expect(await warnings()).toEqual([expect.stringMatching(published)]);

    await setPolicy(true);
    const planned = await operator.json(["warehouse", "resend", "--since", "1h"]);
    const noticeId = `${unheard.orderKey}#pick`;
    expect(planned).toMatchObject({ dryRun: true, notices: [{ noticeId, attempt: 2 }] });
    expect(await received()).toEqual([]);
    expect(await operator.json(["warehouse", "resend", "--since", "1h", "--yes"])).toEqual({ published: 1 });
    const [first] = system.notices(unheard.orderKey);
    expect(first).toMatchObject({ noticeId, attempt: 1 });
    expect(await received()).toEqual([{ ...first, attempt: 2 }]);
    expect(await warnings()).toEqual([]);

    expect(await operator.json(["warehouse", "resend", "--order", unheard.orderKey, "--yes"])).toEqual({
      published: 1,
    });
    expect(await received()).toEqual([{ ...first, attempt: 3 }]);
  });

  it("that the warehouse does not take is a dead letter, which a redrive publishes again", async () => {
    await setPolicy(false);
    await system.send(refused.events.completed);
    await system.settled();
    const cause = { branch: "warehouse", cause: "notice-not-delivered", count: 1 };
    const subject = `${refused.orderKey}#pick`;
    const { groups } = await operator.json(["dlq", "list", "warehouse"]);
    expect(groups).toMatchObject([{ ...cause, example: { subject } }]);

    await setPolicy(true);
    expect(await operator.json(["dlq", "redrive", "warehouse", "--yes"])).toMatchObject({ done: 1, left: 0 });
    expect(await received()).toMatchObject([{ noticeId: subject, attempt: 1 }]);
    expect(await operator.run(["dlq", "list", "warehouse"])).toMatchObject({ code: 3 });
  });
});
