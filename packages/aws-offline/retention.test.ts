import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { History } from "./services/cloudwatch/alarms/history.ts";
import { MetricStore } from "./services/cloudwatch/metrics/store.ts";
import { startTestAws, type TestAws } from "./testing.ts";

/** What a long run leaves in memory is bounded by count: a run of a day takes no more of these than one of an hour. */
describe("of what comes for ever the latest are kept:", () => {
  let aws: TestAws;
  beforeAll(async () => {
    aws = await startTestAws();
  });
  afterAll(() => aws.close());

  it("log lines of a group", async () => {
    aws.logs.createGroup({ name: "lines", retentionDays: 30 });
    for (let line = 1; line <= 12_000; line += 1) {
      aws.logs.append({ group: "lines", stream: "one", at: line, text: String(line) });
    }
    const input = { logGroupName: "lines", limit: 10_000 };
    const { events } = await aws.operate("logs", "FilterLogEvents", input);
    const kept = (events as { message: string }[]).map(({ message }) => Number(message));
    expect(kept.length).toBeLessThanOrEqual(5_000);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 12_000 - kept.length + 1 + index));
  });

  it("mails that SES took", async () => {
    aws.ses.verifyIdentity("shop@example.com");
    const mail = (subject: string) => ({
      Source: "shop@example.com",
      Destination: { ToAddresses: ["buyer@example.com"] },
      Message: { Subject: { Data: subject }, Body: { Text: { Data: `Mail ${subject}` } } },
    });
    for (let sent = 1; sent <= 25_000; sent += 1) await aws.operate("ses", "SendEmail", mail(String(sent)));
    expect(aws.ses.messages().length).toBeLessThanOrEqual(22_000);
    expect(aws.ses.messages().at(-1)).toMatchObject({ Subject: "25000", Body: { text_part: "Mail 25000" } });
  });

  it("messages of a topic without a queue", async () => {
    const { TopicArn } = await aws.operate("sns", "CreateTopic", { Name: "heard-by-nobody" });
    for (let sent = 1; sent <= 13_000; sent += 1) {
      await aws.operate("sns", "Publish", { TopicArn, Message: String(sent) });
    }
    const kept = aws.sns.published(String(TopicArn));
    expect(kept.length).toBeLessThanOrEqual(11_000);
    expect(kept.at(-1)?.message).toBe("13000");
  });

  it("changes of alarms", () => {
    const history = new History();
    const alarm = { name: "errors" } as Parameters<History["changed"]>[0];
    const standing = { state: "OK", reason: "", reasonData: {}, changedAt: 0 } as Parameters<History["changed"]>[1];
    for (let change = 1; change <= 2_500; change += 1)
      history.changed(alarm, standing, { ...standing, changedAt: change });
    expect(history.items.map(({ at }) => at)).toEqual(Array.from({ length: 2_000 }, (_, index) => 501 + index));
  });
});

it("of metrics the first 5,000 are kept, and values of others are counted as refused", () => {
  const metrics = new MetricStore({ now: () => 0, real: (milliseconds) => milliseconds });
  for (let metric = 1; metric <= 5_100; metric += 1) {
    metrics.record({
      namespace: "Shop",
      name: "Orders",
      dimensions: { Shop: String(metric) },
      value: 1,
      unit: "Count",
    });
  }
  expect([...metrics.all()]).toHaveLength(5_000);
  expect(metrics.refused).toBe(100);
});
