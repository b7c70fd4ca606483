import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { emailEventTypes, inventoryEventTypes, orderEventTypes } from "../../domain/event/types.ts";
import { samplePurchase, type SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import { bodySchema, widgetQueries, type Widget } from "../../offline/console/api/widget-queries.ts";
import { openSystem } from "../support/opened.ts";
import { System } from "../support/system.ts";
import { until } from "../support/until.ts";
import { readConsumer } from "../../ops/consumers.ts";

const buy = (seed: string, items = {}) => samplePurchase({ kind: "payment", seed, contents: "metadata", ...items });
const refunded = buy("watch-refunded");
const repeated = buy("watch-repeated");
const disputed = buy("watch-disputed");
const short = buy("watch-short", { items: [{ sku: "WATCH-NONE", name: "Sold out", quantity: 1, unitAmount: 900 }] });
const purchases = [refunded, repeated, disputed, short];
const completed: readonly SampleEvent[] = purchases.map(({ events }) => events.completed);
const later: readonly SampleEvent[] = [
  refunded.aftermath.fullRefund.events.refundCreated,
  disputed.aftermath.disputeLost.events.disputeCreated,
  { ...repeated.events.completed, id: "evt_watch_unhandled", type: "customer.updated" },
];
const repeats = Array.from({ length: 2 }, () => repeated.events.completed);
const received = [...completed, ...later, ...repeats];
const forged = 3;

const system = await openSystem();
let client: CloudWatchClient;
let widgets: ReadonlyMap<string, Widget>;
beforeAll(async () => {
  const { region, outputs, aws, operator } = system.run;
  client = new CloudWatchClient({ region, endpoint: aws.gateway.endpoint, credentials: operator.credentials });
  const bodies = outputs.dashboardNames.map(async (DashboardName) => {
    const { DashboardBody: body } = await client.send(new GetDashboardCommand({ DashboardName }));
    return v.parse(bodySchema, body).widgets;
  });
  const all = (await Promise.all(bodies)).flat();
  widgets = new Map(all.map((widget) => [widget.properties.title ?? "", widget]));
  for (const { objects, aftermath } of purchases) {
    system.know([...objects, ...aftermath.fullRefund.objects]);
  }
  for (const events of [completed, [...later, ...repeats]]) {
    await Promise.all(events.map((event) => system.send(event)));
    await system.settled(60_000);
  }
  for (let attempt = 0; attempt < forged; attempt += 1) await system.send(repeated.events.completed, "whsec_forged");
  await fetch(system.run.webhookUrl);
  await system.settled(60_000);
}, 120_000);

/** The sums of a widget's lines over the last quarter of an hour, by label; of lines without data there is none. */
async function numbers(title: string, of: (values: number[]) => number = sum): Promise<Record<string, number>> {
  const widget = widgets.get(title);
  if (widget === undefined) throw new Error(`no dashboard has the widget ${title}`);
  const { MetricDataResults: results = [] } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: widgetQueries(widget, 60),
      StartTime: new Date(Date.now() - 15 * 60_000),
      EndTime: new Date(Date.now() + 60_000),
    }),
  );
  const lines = results.map(({ Label = "", Values = [] }) => [Label, Values] as const);
  return Object.fromEntries(
    lines.filter(([, values]) => values.length > 0).map(([label, values]) => [label, of(values)]),
  );
}
const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const most = (values: number[]): number => Math.max(...values);

const accepted = received.length;
const handledBy = (types: readonly string[]): number => received.filter(({ type }) => types.includes(type)).length;
const consumers = { orders: orderEventTypes, email: emailEventTypes, inventory: inventoryEventTypes };
const handled = Object.fromEntries(Object.entries(consumers).map(([name, types]) => [name, handledBy(types)]));

describe("the widgets show known traffic", () => {
  it("the webhook's responses", async () => {
    const responses = { "2xx": accepted, "4xx": forged + 1, "5xx": 0 };
    await until(
      "responses are counted",
      async () => sum(Object.values(await numbers("Responses by status code"))) >= accepted + forged,
    );
    expect(await numbers("Responses by status code")).toEqual(responses);
    expect(await numbers("Requests")).toEqual({ requests: accepted + forged + 1 });
    expect(await numbers("Refused by reason")).toEqual({ "signature-mismatch": forged });
    const { p50 = 0, p95 = 0, p99 = 0 } = await numbers("Latency", most);
    expect(p50 > 0 && p50 <= p95 && p95 <= p99).toBe(true);
  });

  it("which events came, and which again", async () => {
    const byType = Object.groupBy(received, ({ type }) => (type === "customer.updated" ? "other" : type));
    const counts = Object.fromEntries(Object.entries(byType).map(([type, events]) => [type, events?.length]));
    expect(await numbers("Events by type")).toEqual(counts);
    expect(await numbers("Duplicates by consumer")).toEqual(
      Object.fromEntries(Object.keys(consumers).map((consumer) => [consumer, repeats.length])),
    );
  });

  it("what became of the orders, and the revenue", async () => {
    const statuses = { placed: purchases.length, paid: purchases.length, refunded: 1, disputed: 1 };
    expect(await numbers("Orders by status")).toEqual(statuses);
    const amounts = (await system.orders()).map(({ amountPaid }) => Number(amountPaid));
    expect(amounts).toHaveLength(purchases.length);
    expect(await numbers("Revenue by currency")).toEqual({ sgd: sum(amounts) / 100 });
    expect(await numbers("Refunds and disputes")).toEqual({ "fully refunded": 1, disputed: 1 });
  });

  it("which e-mails went out", async () => {
    const mails = system.run.aws.ses.messages();
    expect(await numbers("E-mails sent")).toEqual({ confirmation: purchases.length, refund: 1 });
    expect(await numbers("Sent")).toEqual({ sent: mails.length });
  });

  it("what the stock could not serve, and the warehouse's notices", async () => {
    expect(await numbers("Stock short")).toEqual({ backordered: 1, "backordered and paid": 1 });
    const notices = purchases.flatMap(({ orderKey }) => system.notices(orderKey));
    const byKind = Object.groupBy(notices, ({ kind }) => String(kind));
    const counts = Object.fromEntries(Object.entries(byKind).map(([kind, sent]) => [kind, sent?.length]));
    expect(await numbers("Notices to the warehouse")).toEqual(counts);
  });

  it("how it went through topic, queues, functions, pipe and archive", async () => {
    const delivered = accepted + sum(Object.values(handled));
    expect(await numbers("Events")).toEqual({ published: accepted, delivered });
    expect(await numbers("Done, by consumer")).toEqual(handled);
    expect(await numbers("Events into the archive")).toEqual({ "through the pipe": accepted, journalled: accepted });
    expect(await numbers("Pipe's failures")).toEqual({ failed: 0, "timed out": 0, throttled: 0 });
    const roles = ["webhook", "orders", "email", "inventory", "archive"];
    expect(await numbers("Errors")).toEqual(Object.fromEntries(roles.map((role) => [role, 0])));
    expect(Object.keys(await numbers("Duration, p99")).toSorted()).toEqual(roles.toSorted());
    expect(Object.keys(await numbers("Delay, p99")).toSorted()).toEqual(Object.keys(consumers).toSorted());
    expect(await numbers("Dead letters", most)).toMatchObject({ orders: 0, email: 0, inventory: 0, archive: 0 });
    const waiting = await numbers("Messages waiting", ([latest = Number.NaN]) => latest);
    expect(Object.keys(waiting).toSorted()).toEqual([
      "archive",
      "email",
      "inventory",
      "mail-outcome",
      "orders",
      "warehouse-inbox",
    ]);
    expect(sum(Object.values(await numbers("Throttled")))).toBe(0);
  });
});

describe("an event's id", () => {
  it("is in the logs of every function that it went through", () => {
    const { id } = refunded.events.completed;
    const mentioned = system.logs.filter(({ text }) => text.includes(`"eventId":"${id}"`));
    const functions = new Set(mentioned.map(({ functionName }) => functionName));
    const { mailOutcome: _, warehouseInbox: _inbox, ...onItsWay } = system.run.outputs.functionNames;
    expect([...functions].toSorted()).toEqual(Object.values(onItsWay).toSorted());
  });
});

/** An alarm's state, by the beginning of its name after the stack's. */
async function stateOf(name: string): Promise<string | undefined> {
  const { MetricAlarms: metrics = [], CompositeAlarms: composites = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }),
  );
  const found = [...metrics, ...composites].find(
    ({ AlarmName = "" }) => AlarmName.includes(`-dev-${name}`) || AlarmName.startsWith(`dev-${name}-`),
  );
  return found?.StateValue;
}

describe("an alarm", () => {
  const subjects = (): string[] =>
    system.run.aws.sns.published(system.run.outputs.alertTopicArn).map(({ subject }) => subject ?? "");

  it("rings for a dead letter, notifies the alert topic once, and ends when the letter has gone", async () => {
    await until("quiet", async () => (await stateOf("orders-dead-letters")) === "OK");
    const { queueUrl, deadLetterQueueUrl } = readConsumer("orders", system.run.outputs);
    const before = subjects().length;
    await system.run.operator.call("sqs", "SendMessage", { QueueUrl: queueUrl, MessageBody: "{ not json" });
    await until("it rings", async () => (await stateOf("orders-dead-letters")) === "ALARM");
    await system.run.operator.call("sqs", "PurgeQueue", { QueueUrl: deadLetterQueueUrl });
    await until("it is quiet again", async () => (await stateOf("orders-dead-letters")) === "OK");
    const sent = subjects()
      .slice(before)
      .filter((subject) => subject.includes("orders-dead-letters"));
    expect(sent.map((subject) => subject.replace(/"dev-(?<name>[\w-]+)-[\da-f]{6}"/u, "$<name>"))).toEqual([
      "ALARM: orders-dead-letters in Asia Pacific (Singapore)",
      "OK: orders-dead-letters in Asia Pacific (Singapore)",
    ]);
  }, 120_000);
});

describe("a stack whose signing secret is not Stripe's", () => {
  it("rings all-refused-signatures, and is quiet once an event is accepted", async () => {
    const other = await System.start({ timeScale: 360 });
    const isRinging = async (): Promise<boolean> => {
      const { MetricAlarms } = await other.run.operator.call("cloudwatch", "DescribeAlarms", { StateValue: "ALARM" });
      return (MetricAlarms as { AlarmName: string }[]).some(({ AlarmName }) => AlarmName.includes("all-refused-"));
    };
    const [event] = samplePurchase({ kind: "setup", seed: "all refused" }).story;
    if (event === undefined) throw new Error("no event");
    try {
      for (let sent = 0; sent < 5; sent += 1) {
        expect(await other.send(event, "whsec_ofAnotherEndpointOfTheSameAccount")).toMatchObject({ status: 400 });
      }
      await until("the alarm", isRinging, 30_000);
      expect(await other.send(event)).toMatchObject({ status: 200 });
      await until("its end", async () => !(await isRinging()), 30_000);
    } finally {
      await other.close();
    }
  }, 90_000);
});
