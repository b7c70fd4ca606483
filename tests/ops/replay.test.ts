import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { LostResponse } from "../../packages/aws-offline/gateway/aws-error.ts";
import { holdDeliveries, killAt, pressAt } from "../support/interruptions.ts";
import { openShop } from "../support/opened.ts";
import { Operator } from "../support/operator.ts";
import { System } from "../support/system.ts";
import { until } from "../support/until.ts";

const now = Math.floor(Date.now() / 1000);
const paid = samplePurchase({ kind: "payment", seed: "replayed", at: now });
const subscribed = samplePurchase({ kind: "subscription", seed: "replayed-subscription", at: now });
const expired = samplePurchase({ kind: "expired", seed: "replayed-expired", at: now });
const thin = samplePurchase({ kind: "payment", seed: "replayed-thin", at: now });
const refund = paid.aftermath.partialRefund;
const story = [...paid.story, ...refund.story, ...subscribed.story, ...expired.story];

const { system, operator } = await openShop();

describe("replay", () => {
  beforeAll(async () => {
    system.know([...paid.objects, ...refund.objects, ...subscribed.objects, ...expired.objects, ...thin.objects]);
    for (const event of story) await system.send(event);
    for (const event of thin.story) await system.sendThin(event);
    await system.settled();
  });

  /** Everything that a replay must not change. */
  async function effects() {
    const { operator: aws, outputs } = system.run;
    return {
      orders: byKey(await system.orders(), "orderId"),
      inventory: byKey(await aws.scan(outputs.inventoryTable), "pk"),
      ledger: byKey(await aws.scan(outputs.emailTable), "pk"),
      mails: system.run.aws.ses.messages().length,
      notices: system.run.aws.sns.published(outputs.warehouseTopicArn).length,
    };
  }

  function byKey(items: readonly Record<string, unknown>[], key: string) {
    return items.toSorted((a, b) => (String(a[key]) < String(b[key]) ? -1 : 1));
  }

  it("says that a replay of everything would change nothing, and it changes nothing", async () => {
    const before = await effects();
    const planned = await operator.run(["replay", "--from", "1h"]);
    expect(planned.code).toBe(0);
    expect(planned.out).toContain("It would send 0 e-mails, make 0 stock moves and change 0 orders.");

    const done = await operator.run(["replay", "--from", "1h", "--yes"]);
    expect(done.out).toContain("Every event is applied.");
    expect(done.code).toBe(0);
    expect(await effects()).toEqual(before);
    expect((await operator.run(["replay", "list"])).out).toContain("COMPLETED");
  });

  it("fills in what orders of a former version lack by rebuild, and nothing else moves", async () => {
    const before = await effects();
    const { operator: aws, outputs } = system.run;
    const former = "REMOVE schemaVersion, totals, shipTo, phone, #items[0].amount, #items[0].unitAmount";
    const ExpressionAttributeNames = { "#items": "items" };
    await aws.call("dynamodb", "UpdateItem", {
      TableName: outputs.ordersTable,
      Key: { orderId: { S: paid.orderKey } },
      UpdateExpression: former,
      ExpressionAttributeNames,
    });
    await aws.call("dynamodb", "UpdateItem", {
      TableName: outputs.journalTable,
      Key: { pk: { S: `purchase#${paid.orderKey}` } },
      UpdateExpression: former.replaceAll(/(?<part>schema|totals|shipTo|phone|#items)/gu, "purchase.$<part>"),
      ExpressionAttributeNames,
    });
    const shown = await operator.run(["order", "show", paid.orderKey]);
    expect(shown.out).not.toContain("subtotal");

    const planned = await operator.run(["rebuild", "--from", "1h"]);
    expect(planned.out).toContain("make 0 stock moves and change 1 order");
    const done = await operator.run(["rebuild", "--from", "1h", "--yes"]);
    expect(done.out).toContain("Every event is applied.");
    expect((await operator.run(["order", "show", paid.orderKey])).out).toMatch(/subtotal +58\.00 SGD/u);
    const after = await effects();
    const stable = ({ version: _version, updatedAt: _updatedAt, ...order }: Record<string, unknown>) => order;
    expect(after.orders.map(stable)).toEqual(before.orders.map(stable));
    expect({ ...after, orders: [] }).toEqual({ ...before, orders: [] });
    expect((await operator.run(["rebuild", "--from", "1h"])).out).toContain("change 0 orders");
  });

  it("rebuilds the orders table, and nothing else moves", async () => {
    const before = await effects();
    const { operator: aws, outputs } = system.run;
    for (const { orderId } of before.orders) {
      await aws.call("dynamodb", "DeleteItem", {
        TableName: outputs.ordersTable,
        Key: { orderId: { S: String(orderId) } },
      });
    }
    const planned = await operator.run(["replay", "--from", "1h", "--only", "orders"]);
    expect(planned.out).not.toContain("change 0 orders");

    expect(await operator.run(["replay", "--from", "1h", "--only", "orders", "--yes"])).toMatchObject({ code: 0 });
    const after = await effects();
    // A merged order is a signpost to the order that took its facts over; the journal leads there already.
    const orders = before.orders.filter(({ status }) => status !== "merged");
    expect(after.orders.map(essence)).toEqual(orders.map(essence));
    expect({ ...after, orders: [] }).toEqual({ ...before, orders: [] });
  });

  /** Without what depends on when and how often events were applied. */
  function essence(order: Record<string, unknown>) {
    const entries = order["timeline"] as Record<string, unknown>[];
    const timeline = entries.map((entry) => ({ ...entry, applied: undefined }));
    return { ...order, version: undefined, updatedAt: undefined, timeline };
  }

  it("passes chosen events on by the inspection queue", async () => {
    const before = await effects();
    const { out, code } = await operator.run([
      "replay",
      "--order",
      paid.ids.session,
      "--only",
      "email,orders",
      "--yes",
    ]);
    expect(code).toBe(0);
    const handled = [...paid.story, ...refund.story];
    const payments = handled.filter(({ type }) => type === "payment_intent.succeeded");
    expect(payments).toHaveLength(1);
    expect(out).toContain(`Sent ${String(handled.length - 1)} to email, ${String(handled.length)} to orders.`);
    expect(await operator.json(["replay", "--event", expired.events.expired.id, "--yes"])).toMatchObject({
      forwarded: { perConsumer: { orders: 1, email: 0, inventory: 1 } },
      unapplied: 0,
    });
    expect(await operator.json(["replay", "--event", thin.events.completed.id, "--yes"])).toMatchObject({
      forwarded: { perConsumer: { orders: 1, email: 1, inventory: 1 } },
      unapplied: 0,
    });
    expect(await effects()).toEqual(before);
    expect(await system.depth("inspection")).toBe(0);
  });

  it("passes on what is too large for SNS as the stub that it is, and takes out what a stopped command left", async () => {
    const large = samplePurchase({ kind: "payment", seed: "replayed-large", at: now, contents: "metadata" });
    const { completed } = large.events;
    const filler = "x".repeat(300_000);
    await system.send({ ...completed, data: { object: Object.assign({ filler }, completed.data.object) } });
    await system.settled();
    const { operator: aws, outputs } = system.run;
    await aws.call("sqs", "SendMessage", { QueueUrl: outputs.queueUrls.inspection, MessageBody: "{}" });

    const replay = ["replay", "--event", completed.id, "--yes"];
    expect(await operator.run(replay)).toMatchObject({
      code: 1,
      err: expect.stringContaining("--discard-inspection") as string,
    });
    const { code, out } = await operator.run([...replay, "--discard-inspection"]);
    expect(out).toContain("1 were too large for SNS");
    expect(code).toBe(0);
    expect(system.mailsTo(large.customer.email ?? "")).toHaveLength(1);
  });

  it.each([
    ["does not count a dead letter of another event", expired.events.expired, { newDeadLetters: 0 }],
    ["counts a dead letter of its event", paid.events.completed, { newDeadLetters: 1 }],
  ])("%s that comes meanwhile, nor one from before", async (_title, event, counted) => {
    const { operator: aws, outputs } = system.run;
    const deadLetter = (): Promise<unknown> =>
      aws.call("sqs", "SendMessage", {
        QueueUrl: outputs.deadLetterQueueUrls["orders"],
        MessageBody: JSON.stringify(event),
      });
    await deadLetter();
    const undo = system.run.aws.gateway.use(async (call, next) => {
      if (call.action === "StartReplay") await deadLetter();
      return next();
    });
    const { out } = await operator.run(["replay", "--event", paid.events.completed.id, "--yes", "--json"]);
    expect(JSON.parse(out)).toMatchObject(counted);
    undo();
    expect(await operator.run(["dlq", "purge", "orders", "--yes", "--count", "2"])).toMatchObject({ code: 0 });
  });

  it("exports the events of a window", async () => {
    const file = join(operator.folder, "events.jsonl");
    expect(await operator.run(["replay", "export", file, "--from", "1h"])).toMatchObject({ code: 0 });
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids).toEqual(expect.arrayContaining(story.map(({ id }) => id)));
    expect(new Set(ids).size).toBe(ids.length);
    expect(await operator.run(["replay", "export", file, "--from", "1h"])).toMatchObject({ code: 2 });
  });

  it("imports them into another stack, which makes the same orders of them, once", async () => {
    const other = await System.start();
    const there = await Operator.at(other);
    other.know([...paid.objects, ...refund.objects, ...subscribed.objects, ...expired.objects, ...thin.objects]);
    const file = join(operator.folder, "events.jsonl");
    const live = { ...paid.events.completed, id: "evt_live", livemode: true };
    await appendFile(file, `${JSON.stringify(live)}\n`);
    const planned = await there.run(["replay", "import", file]);
    expect(planned).toMatchObject({
      code: 0,
      out: expect.stringContaining("15 events in") as string,
    });
    expect(planned.out).toMatch(/1 from\s+the other livemode/u);
    expect(await other.orders()).toEqual([]);
    expect(await there.run(["replay", "import", file, "--yes"])).toMatchObject({ code: 0 });
    await other.settled();
    const keys = new Set([paid.orderKey, subscribed.orderKey, thin.orderKey]);
    const ofKeys = async ({ run: { operator: aws, outputs } }: System) => {
      const stored = await aws.scan(outputs.ordersTable);
      const wanted = stored.filter(({ orderId }) => keys.has(String(orderId)));
      return byKey(wanted, "orderId").map(({ orderId, status, amountPaid }) => ({ orderId, status, amountPaid }));
    };
    const orders = await ofKeys(other);
    expect(orders).toHaveLength(keys.size);
    expect(orders).toEqual(await ofKeys(system));
    expect(await there.run(["replay", "import", file, "--yes"])).toMatchObject({ code: 3 });
    await appendFile(file, "{}\n");
    expect(await there.run(["replay", "import", file, "--yes"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/line \d+ is not a Stripe event/u) as string,
    });
    await there.leave();
    await other.close();
  });

  it("covers the window given, from before to after", async () => {
    expect(await operator.run(["replay", "--from", "1h", "--to", "2h"])).toMatchObject({ code: 2 });
    expect(await operator.run(["replay", "--from", "1h", "--archive", "partner"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("no partner event source") as string,
    });
    for (const command of [
      ["list", "--from", "1h"],
      ["cancel", "x", "--discard-inspection"],
      ["export", "f", "--only", "email"],
      ["export", "f", "--archive", "partner"],
    ]) {
      const { code, err } = await operator.run(["replay", ...command]);
      expect({ command, code, err }).toEqual({
        command,
        code: 2,
        err: expect.stringMatching(/^--[a-z-]+ does not apply to this command.+\n$/u) as string,
      });
    }
  });

  it("is cancelled while it runs, and the command that waits for it says so", async () => {
    const before = await effects();
    const release = holdDeliveries(system);
    const waiting = operator.run(["replay", "--from", "1h", "--yes"]);
    const { name } = await until("a replay that runs", async () =>
      (await states()).find(({ state }) => state === "RUNNING"),
    );
    const planned = await operator.run(["replay", "cancel", name]);
    expect(planned).toMatchObject({
      code: 0,
      out: expect.stringContaining("is RUNNING. It is cancelled") as string,
    });
    expect(await operator.json(["replay", "cancel", name, "--yes"])).toMatchObject({ name, state: "CANCELLING" });
    release();
    expect(await waiting).toMatchObject({
      code: 1,
      err: expect.stringContaining(`Replay ${name} was cancelled`) as string,
    });
    expect(await operator.run(["replay", "cancel", name, "--yes"])).toMatchObject({ code: 3 });
    await system.settled();
    expect(await effects()).toEqual(before);
  });

  it("is cancelled by Ctrl-C, which says how far it came", async () => {
    const release = holdDeliveries(system);
    const { signal: interruption, undo } = pressAt(system, "DescribeReplay");
    const { code, err } = await operator.run(["replay", "--from", "1h", "--yes"], { interruption });
    undo();
    expect(code).toBe(1);
    expect(err).toMatch(/^Interrupted: replay ops-\S+ is being cancelled\. .+ does nothing twice\n$/u);
    release();
    await until("none that runs", async () =>
      (await states()).every(({ state }) => /^(?:COMPLETED|CANCELLED)$/u.test(state)),
    );
  });

  it.each([
    ["a window", []],
    ["chosen events", ["--type", "checkout.session.completed,checkout.session.expired"]],
  ])("of %s, killed when it has started and repeated, does nothing twice", async (_, chosen) => {
    await system.settled();
    const before = await effects();
    const replay = ["replay", "--from", "1h", ...chosen, "--yes"];
    const undo = killAt(system, { service: "events", action: "DescribeReplay", effect: "before" });
    const { code, err } = await operator.run(replay);
    undo();
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^Replay ops-\S+ may still run: check with replay list.*\n.*killed here\n$/u,
      ) as string,
    });
    await until("its end", async () =>
      (await states()).every(({ state }) => state !== "RUNNING" && state !== "STARTING"),
    );

    const again = await operator.run(chosen.length === 0 ? replay : [...replay, "--discard-inspection"]);
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining("Every event is applied.") as string });
    expect(await system.depth("inspection")).toBe(0);
    expect(await effects()).toEqual(before);
  });

  it("goes on when the response to its start is lost", async () => {
    let isLost = false;
    const undo = system.run.aws.gateway.use(async (call, next) => {
      const response = await next();
      if (call.action !== "StartReplay" || isLost) return response;
      isLost = true;
      throw new LostResponse();
    });
    expect(await operator.run(["replay", "--from", "1h", "--yes"])).toMatchObject({ code: 0 });
    undo();
    expect(isLost).toBe(true);
  });

  async function states(): Promise<{ readonly name: string; readonly state: string }[]> {
    const { replays } = await operator.json(["replay", "list"]);
    return replays as { name: string; state: string }[];
  }
});
