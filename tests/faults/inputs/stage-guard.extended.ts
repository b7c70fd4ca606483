import { describe, expect, it } from "vitest";
import { samplePurchase } from "../../../packages/stripe-offline/samples/index.ts";
import type { System } from "../../support/system.ts";
import { until } from "../../support/until.ts";
import { openShop } from "./shop.ts";

const shop = openShop();
const system = (): System => shop().system;

/** What functions counted, summed: metrics are lines of their logs. */
function counted(name: string): number {
  const values = system().logs.map(({ text }) => new RegExp(`"_aws".*"${name}":(\\d+)`, "u").exec(text)?.[1] ?? "0");
  return values.reduce((sum, value) => sum + Number(value), 0);
}

describe("an event of the other livemode", () => {
  const live = samplePurchase({ kind: "payment", seed: "guard-live", livemode: true, contents: "metadata" });
  const test = samplePurchase({ kind: "payment", seed: "guard-test", contents: "metadata" });

  async function expectUntouched(): Promise<void> {
    expect(await system().order(live.orderKey)).toBeUndefined();
    expect(await system().reservation(live.orderKey)).toBeUndefined();
    expect(system().mailsTo(live.customer.email ?? "")).toEqual([]);
    expect(system().notices(live.orderKey)).toEqual([]);
    expect(await system().depth("dead-letter-queue")).toBe(0);
  }

  it("is accepted, archived and counted, and processed by nobody", async () => {
    expect((await system().send(live.events.completed)).status).toBe(200);
    expect((await system().send(test.events.completed)).status).toBe(200);
    await until("the stage's own is processed", () => system().notices(test.orderKey).length === 1);
    await until("both archived", () =>
      [live, test].every(({ events }) => system().archived(events.completed.id).length === 1),
    );
    await system().settled();
    await expectUntouched();
    await until("counted", () => counted("EventsOtherLivemode") === 1);
  });

  it("is processed by nobody when it is replayed to every consumer, and archived no second time", async () => {
    const { operator, outputs } = system().run;
    const { inspection, ...consumers } = outputs.replayRuleArns;
    await operator.call("events", "StartReplay", {
      ReplayName: "guard",
      EventSourceArn: outputs.archiveArn,
      EventStartTime: Date.now() / 1000 - 3600,
      EventEndTime: Date.now() / 1000 + 3600,
      Destination: {
        Arn: outputs.archiveArn.replace(/:archive\/.*$/u, `:event-bus/${outputs.eventBusName}`),
        FilterArns: [...Object.values(consumers), inspection],
      },
    });
    await until("replayed", async () => {
      const { State: state } = await operator.call("events", "DescribeReplay", { ReplayName: "guard" });
      return state === "COMPLETED";
    });
    await until("both inspected", async () => (await system().depth("inspection-queue")) === 2);
    await system().settled();
    await expectUntouched();
    expect(system().notices(test.orderKey)).toHaveLength(1);
    expect(system().mailsTo(test.customer.email ?? "")).toHaveLength(1);
    for (const { events } of [live, test]) expect(system().archived(events.completed.id)).toHaveLength(1);
  });

  it("is skipped and counted by each consumer even where it is in its queue", async () => {
    for (const consumer of Object.keys(system().run.outputs.consumers)) {
      const QueueUrl = system().run.outputs.queueUrls[consumer];
      await system().run.operator.call("sqs", "SendMessage", {
        QueueUrl,
        MessageBody: JSON.stringify(live.events.completed),
      });
    }
    await until("counted", () => counted("RecordsOtherLivemode") === 3);
    await system().settled();
    await expectUntouched();
  });
});
