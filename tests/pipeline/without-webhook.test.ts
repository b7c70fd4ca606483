import { describe, expect, it } from "vitest";
import { topologyOf } from "../../offline/console/flow/topology.ts";
import { sendSamples } from "../../offline/console/api/samples.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openShop } from "../support/opened.ts";
import { until } from "../support/until.ts";

const config = {
  "order-processing-system:stripeEventSource": "aws.partner/stripe.com/ed_1example",
  "order-processing-system:webhook": "off",
};

const { system, operator } = await openShop({ config, stock: { "MUG-BLUE": 1000, "TEE-M": 1000 } });

describe("a stack without webhook, whose events come by the partner event source alone,", () => {
  it("has neither an HTTP API nor a webhook function, and watches neither", async () => {
    const { graph, outputs } = system.run;
    expect(outputs.webhookUrl).toBe("");
    expect(outputs.functionNames["stripeWebhook"]).toBeUndefined();
    expect(graph.resources.filter(({ type }) => type.startsWith("aws:apigatewayv2"))).toEqual([]);
    const { MetricAlarms } = await system.run.operator.call("cloudwatch", "DescribeAlarms", {});
    const alarms = (MetricAlarms as { AlarmName: string }[]).map(({ AlarmName }) => AlarmName);
    expect(alarms.filter((name) => /-api-|signatures/u.test(name))).toEqual([]);
    expect(alarms.filter((name) => name.includes("orders-dead-letters"))).toHaveLength(1);
    expect(topologyOf(graph, outputs)).toMatchObject({ webhook: { label: "partner bus" }, topic: { label: "rules" } });
  });

  it("makes the order, the mail and the notice of what its partner bus brings", async () => {
    const { story, orderKey, objects, customer } = samplePurchase({ kind: "payment", seed: "no webhook" });
    system.know(objects);
    for (const event of story) await system.sendByPartner(event);
    await system.settled();
    expect(await system.order(orderKey)).toMatchObject({ status: "paid" });
    expect(system.mailsTo(customer.email ?? "")).toHaveLength(1);
    expect(system.notices(orderKey)).toMatchObject([{ kind: "pick" }]);
    expect(await operator.json(["trace", orderKey])).toMatchObject({ found: true, notArchived: [] });
  });

  it.each([["connect-stripe"], ["rotate-secret"], ["send-event", "checkout.session.completed"]])(
    "says by name that there is no webhook: %s",
    async (...command) => {
      expect(await operator.run([...command, "--yes"])).toMatchObject({
        code: 2,
        err: expect.stringContaining("The stack has no webhook (setting webhook: off)") as string,
      });
    },
  );

  it("is known to doctor, why, monitor and logs", async () => {
    const { out } = await operator.run(["doctor"]);
    expect(out).toContain("ok       webhook: off: events come by the partner event source alone");
    expect(out).not.toMatch(/Stripe endpoint|signing secret|cannot be checked/u);
    for (const command of [["why"], ["monitor", "--once"], ["logs", "--since", "1h"]]) {
      const { code } = await operator.run(command);
      expect({ command, code }).toEqual({ command, code: 0 });
    }
  });

  it("sends the console's samples and send-event --via partner by the bus", async () => {
    const sent = await operator.json(["send-event", "checkout.session.completed", "--via", "partner", "--yes"]);
    expect(sent).toMatchObject({ statuses: [200], trace: { order: { status: "paid" } } });
    const samples = (as: "signed" | "forged") =>
      sendSamples({ kind: "event", type: "checkout.session.completed", count: 1, as }, system.run);
    expect(await samples("signed")).toMatchObject([{ status: 200 }]);
    expect(await samples("forged")).toMatchObject([{ status: 404 }]);
  });

  it("reconcile puts what is missing into the queues", async () => {
    await system.settled();
    const at = Math.floor(Date.now() / 1000) - 600;
    const { story, orderKey, objects } = samplePurchase({ kind: "payment", seed: "missed", at });
    system.know(objects);
    for (const event of story) system.run.stripe?.put(event);
    const repaired = await operator.json(["reconcile", "--yes"]);
    expect(repaired["repaired"]).toEqual(expect.arrayContaining(story.map(({ id }) => id)));
    await system.settled();
    expect(await system.order(orderKey)).toMatchObject({ status: "paid" });
    for (const event of story) expect(system.archived(event.id)).toHaveLength(1);
    expect(await operator.run(["reconcile"])).toMatchObject({ code: 3 });
  });

  // Last: its alarm rings from here on.
  it("rings for an event of a type of ours in a style that is not read, as with a webhook", async () => {
    const { completed } = samplePurchase({ kind: "payment", seed: "another style" }).events;
    await system.sendByPartner({ ...completed, id: "evt_another_style", type: "v2.checkout.session.completed" });
    await system.settled();
    expect(system.archived("evt_another_style")).toHaveLength(1);
    await until("the alarm", async () => (await operator.run(["why"])).out.includes("unread-events"));
  });
});
