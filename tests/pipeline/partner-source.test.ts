import { describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openSystem } from "../support/opened.ts";
import { Operator } from "../support/operator.ts";
import { System } from "../support/system.ts";

const sourceName = "aws.partner/stripe.com/ed_1example";
const config = { "order-processing-system:stripeEventSource": sourceName };

const system = await openSystem({ config });

describe("the partner event source", () => {
  it("archives what arrives on its own bus too, and journals it for trace and replay", async () => {
    const { events, orderKey, objects } = samplePurchase({ kind: "payment", seed: "partner-archive" });
    system.know(objects);
    expect(await system.sendByPartner(events.completed)).toMatchObject({ status: 200 });
    await system.settled();
    const { aws, outputs, operator } = system.run;
    const kept = aws.events.archived(outputs.partnerSource?.archiveArn ?? "");
    expect(kept).toMatchObject([
      { source: sourceName, "detail-type": events.completed.type, detail: { id: events.completed.id } },
    ]);
    expect(system.archived(events.completed.id)).toHaveLength(1);
    expect(await system.order(orderKey)).toMatchObject({ status: "paid" });
    expect(await operator.getItem(outputs.journalTable, { pk: `event#${events.completed.id}` })).toBeDefined();
  });

  it("replays its own bus's archive by ops, with what the journal lacks, and moves nothing twice", async () => {
    const { events, orderKey, objects, customer } = samplePurchase({ kind: "payment", seed: "partner-replay" });
    system.know(objects);
    await system.sendByPartner(events.completed);
    await system.settled();
    const { operator: aws, outputs } = system.run;
    const { ordersTable, journalTable } = outputs;
    await aws.call("dynamodb", "DeleteItem", { TableName: ordersTable, Key: { orderId: { S: orderKey } } });
    const pk = { S: `event#${events.completed.id}` };
    await aws.call("dynamodb", "DeleteItem", { TableName: journalTable, Key: { pk } });
    const person = await Operator.at(system);
    const replay = ["replay", "--from", "1h", "--archive", "partner"];
    const planned = await person.run(replay);
    expect(planned.out).toContain("What the archive holds and the journal lacks is replayed too");
    expect(await system.order(orderKey)).toBeUndefined();
    expect(await person.run([...replay, "--yes"])).toMatchObject({ code: 0 });
    // The bus may have an event up to a minute before the journal, whose times the window is of.
    const { Replays } = await aws.call("events", "ListReplays", {});
    const [{ EventStartTime: start = 0 } = {}] = Replays as { EventStartTime?: number }[];
    expect(start).toBeLessThanOrEqual(Date.now() / 1000 - 3_660);
    expect(await system.order(orderKey)).toMatchObject({ status: "paid" });
    expect((await person.run(["replay", "list"])).out).toContain("COMPLETED");
    expect(await person.run([...replay, "--event", events.completed.id])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--archive partner replays a whole window: leave out --event") as string,
    });
    await person.leave();
    await system.settled();
    expect(system.mailsTo(customer.email ?? "")).toHaveLength(1);
    expect(system.notices(orderKey)).toMatchObject([{ kind: "pick" }]);
  });

  it("leaves events of the other livemode and of types that nobody handles to the archive", async () => {
    const { events } = samplePurchase({ kind: "payment", seed: "partner-other" });
    const other = { ...events.completed, id: "evt_other_livemode", livemode: true };
    const unhandled = { ...events.completed, id: "evt_unhandled", type: "customer.created" };
    const { operator, outputs } = system.run;
    const { busName: EventBusName = "", ruleArns } = outputs.partnerSource ?? {};
    const Name = ruleArns?.["orders"]?.split("/").at(-1);
    const { EventPattern: pattern } = await operator.call("events", "DescribeRule", { Name, EventBusName });
    expect(JSON.parse(String(pattern))).toMatchObject({ source: [sourceName], detail: { livemode: [false] } });
    const before = (await system.orders()).length;
    for (const event of [other, unhandled]) await system.sendByPartner(event);
    await system.settled();
    expect(await system.orders()).toHaveLength(before);
    expect([system.archived(other.id).length, system.archived(unhandled.id).length]).toEqual([1, 1]);
  });

  it("is known to send-event, trace and doctor", async () => {
    const person = await Operator.at(system);
    const sent = await person.run(["send-event", "checkout.session.completed", "--via", "partner", "--yes"]);
    expect(sent).toMatchObject({ code: 0, out: expect.stringContaining("1 of 1 posts got a 200.") as string });
    expect(sent.out).toMatch(/ partner\s+evt_\w+\s+checkout\.session\.completed accepted, archived/u);
    expect((await person.run(["doctor"])).out).toContain("ok       partner event source: bound to its bus");
    await person.leave();
  });

  it("works under a customer's key too, with no call denied", async () => {
    const encrypted = { ...config, "order-processing-system:encryption": "customer-key" };
    const other = await System.start({ config: encrypted });
    try {
      expect(other.run.warnings.filter((warning) => !warning.includes("pending confirmation"))).toEqual([]);
      const { events, orderKey, objects } = samplePurchase({ kind: "payment", seed: "partner-key" });
      other.know(objects);
      expect(await other.sendByPartner(events.completed)).toMatchObject({ status: 200 });
      await other.settled();
      expect(await other.order(orderKey)).toMatchObject({ status: "paid" });
      expect(other.run.aws.events.archived(other.run.outputs.partnerSource?.archiveArn ?? "")).toHaveLength(1);
      expect(await other.depth("dead-letter-queue")).toBe(0);
    } finally {
      await other.close();
    }
  });

  it("lets nobody but the partner put events on its bus", async () => {
    const { operator } = system.run;
    const entry = { EventBusName: sourceName, Source: sourceName, DetailType: "invoice.paid", Detail: "{}" };
    expect(await operator.call("events", "PutEvents", { Entries: [entry] })).toMatchObject({ FailedEntryCount: 1 });
    const unknown = { Source: "aws.partner/stripe.com/ed_unknown", DetailType: "invoice.paid", Detail: "{}" };
    expect(await operator.call("events", "PutPartnerEvents", { Entries: [unknown] })).toMatchObject({
      FailedEntryCount: 1,
    });
  });
});
