import { PutEventsCommand, StartReplayCommand, DescribeReplayCommand } from "@aws-sdk/client-eventbridge";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { sampleBody, samplePurchase } from "../../../packages/stripe-offline/samples/index.ts";
import { settledAs, type Feature } from "./feature.ts";

const purchase = samplePurchase({
  kind: "payment-intent",
  seed: "conformance-replay",
  at: Math.floor(Date.now() / 1000) - 90,
});
const event = purchase.events.paymentSucceeded;

const replay: Feature = {
  name: "replay to one rule (FilterArns): the event whole, by InputPath, and to no other rule",
  source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html",
  observe: async (target) => {
    const { outputs, clients } = target;
    const Detail = JSON.stringify({ event: JSON.parse(sampleBody(event)), stage: "dev" });
    const { FailedEntryCount } = await clients.events.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: outputs.eventBusName, Source: "stripe", DetailType: event.type, Detail }],
      }),
    );
    const isOrder = async () =>
      (await target.scan(outputs.ordersTable)).some(({ orderId }) => orderId === purchase.orderKey);
    const orderBefore = await isOrder();
    const bus = outputs.archiveArn.replace(/:archive\/.*$/u, `:event-bus/${outputs.eventBusName}`);
    const ReplayName = `conformance-${Date.now()}`;
    await clients.events.send(
      new StartReplayCommand({
        ReplayName,
        EventSourceArn: outputs.archiveArn,
        EventStartTime: new Date(Date.now() - 60 * 60 * 1000),
        EventEndTime: new Date(Date.now() + 60 * 1000),
        Destination: { Arn: bus, FilterArns: [outputs.replayRuleArns.inspection] },
      }),
    );
    const state = await settledAs(
      async () => (await clients.events.send(new DescribeReplayCommand({ ReplayName }))).State,
      (each) => each === "COMPLETED",
    );
    const found = new Set<string>();
    await settledAs(
      async () => {
        const { Messages = [] } = await clients.sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: outputs.queueUrls.inspection,
            MaxNumberOfMessages: 10,
            WaitTimeSeconds: 1,
          }),
        );
        for (const { Body = "" } of Messages) found.add(Body);
        return found;
      },
      (bodies) => [...bodies].some((body) => body.includes(event.id)),
    );
    const whole = [...found].some((body) => JSON.parse(body).id === event.id);
    // A rule that was not named would have passed it on by now, in a second or two.
    const orderAfter = await settledAs(isOrder, (each) => each, 8);
    return { failed: FailedEntryCount, orderBefore, state, inspected: whole, orderAfter };
  },
};

export const replayFeatures: readonly Feature[] = [replay];
