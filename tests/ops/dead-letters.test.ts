import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase, type SamplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { killAt, pressAt } from "../support/interruptions.ts";
import { openShop } from "../support/opened.ts";
import { until } from "../support/until.ts";
import { readConsumer } from "../../ops/consumers.ts";

const buggy = ["one", "two", "three", "four"].map((seed) => purchase(`buggy-${seed}`));
const broken = ["one", "two"].map((seed) => purchase(`broken-${seed}`));

function purchase(seed: string): SamplePurchase<"payment"> {
  return samplePurchase({ kind: "payment", seed, contents: "metadata" });
}

const { system, operator } = await openShop({ timeScale: 300 });
let fixBug: () => void;
beforeAll(async () => {
  fixBug = breakOrders(new Set(buggy.map(({ orderKey }) => orderKey)));
  for (const { events } of buggy) await system.send(events.completed);
  for (const { events } of broken) await system.send(withoutCurrency(events.completed));
  await until("the dead letters", async () => {
    const depths = Object.keys(system.run.outputs.consumers).map((name) => system.depth(`${name}-dead-letter-queue`));
    return (await Promise.all(depths)).join() === "6,2,2";
  });
});

/** What the order processor reads of these orders is none, as a bug could leave them. The function returned fixes it. */
function breakOrders(orderKeys: ReadonlySet<string>): () => void {
  const { aws, outputs } = system.run;
  type Key = { readonly orderId?: { readonly S: string } };
  const isHit = (key: Key | undefined): boolean => orderKeys.has(key?.orderId?.S ?? "");
  const garbled = ({ orderId }: Key) => ({ orderId, timeline: { S: "garbled" } });
  return aws.gateway.use(async (call, next) => {
    const { TableName, Key, RequestItems } = call.input as {
      TableName?: string;
      Key?: Key;
      RequestItems?: Record<string, { Keys: Key[] }>;
    };
    if (call.action === "GetItem" && TableName === outputs.ordersTable && Key !== undefined && isHit(Key)) {
      return { Item: garbled(Key) };
    }
    // What a batch's records ask for at the same time is read by one call.
    const keys = RequestItems?.[outputs.ordersTable]?.Keys.filter(isHit) ?? [];
    if (call.action !== "BatchGetItem" || keys.length === 0) return next();
    const { Responses, ...rest } = (await next()) as { Responses: Record<string, Key[]> };
    const others = (Responses[outputs.ordersTable] ?? []).filter((item) => !isHit(item));
    return { ...rest, Responses: { ...Responses, [outputs.ordersTable]: [...others, ...keys.map(garbled)] } };
  });
}

function withoutCurrency<Event extends SamplePurchase<"payment">["events"]["completed"]>(event: Event): Event {
  const object = { ...event.data.object, currency: "coins" };
  return { ...event, data: { ...event.data, object } };
}

async function latestTask(branch: string): Promise<{ readonly Status: string } | undefined> {
  const stats = system.run.aws.sqs.stats();
  const SourceArn = stats.find(({ name }) => name.includes(`${branch}-dead-letter-queue`))?.arn;
  const { Results } = await system.run.operator.call("sqs", "ListMessageMoveTasks", { SourceArn });
  return (Results as { Status: string }[])[0];
}

const groupsOf = async (queue: string): Promise<Record<string, unknown>> => {
  const { groups } = (await operator.json(["dlq", "list", queue])) as { groups: { cause: string; count: number }[] };
  return Object.fromEntries(groups.map(({ cause, count }) => [cause, count]));
};

describe("dlq", () => {
  it("lists dead letters by cause, with an example", async () => {
    expect(await groupsOf("orders")).toEqual({ unexpected: 4, "invalid-event": 2 });
    const { code, out } = await operator.run(["dlq"]);
    expect(code).toBe(0);
    expect(out).toMatch(/orders +unexpected +4/u);
    expect(out).toMatch(/inventory +invalid-event +2/u);
  });

  it("shows one with its cause and body, and says so when there is none", async () => {
    const [first] = buggy;
    const { code, out } = await operator.run(["dlq", "show", first?.events.completed.id ?? ""]);
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/gu, " ")).toContain(
      `unexpected: Error: order ${first?.orderKey ?? ""} cannot be read: `,
    );
    expect(out).toContain(`"id": "${first?.events.completed.id ?? ""}"`);
    expect(await operator.run(["dlq", "show", "evt_nowhere"])).toMatchObject({ code: 3 });
  });

  it("is in the trace of its event, with the command that ends it", async () => {
    const id = buggy[0]?.events.completed.id ?? "";
    const { code, out } = await operator.run(["trace", id]);
    expect({ code, out: out.replaceAll(/\s+/gu, " ") }).toEqual({
      code: 0,
      out: expect.stringMatching(
        /orders: dlq redrive orders --cause unexpected --yes.*dead letter: unexpected: /u,
      ) as string,
    });
    expect(await groupsOf("orders")).toEqual({ unexpected: 4, "invalid-event": 2 });
  });

  it("is not confused with wrong usage", async () => {
    expect(await operator.run(["dlq", "redrive", "nowhere"])).toMatchObject({ code: 2 });
    expect(await operator.run(["dlq", "redrive", "orders", "--limit", "0"])).toMatchObject({ code: 2 });
    const { code, err } = await operator.run(["dlq", "redrive", "orders", "--cause", "weather"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("has the cause weather; causes there: ") as string,
    });
  });
});

describe("dlq redrive of one of two causes", () => {
  it("changes nothing without --yes", async () => {
    const { code, out } = await operator.run(["dlq", "redrive", "orders", "--cause", "unexpected"]);
    expect(code).toBe(0);
    expect(out).toContain("4 of the orders dead-letter queue, 2 others stay");
    expect(out).toContain("Dry run");
    expect(await groupsOf("orders")).toEqual({ unexpected: 4, "invalid-event": 2 });
  });

  it("killed between its steps and repeated, loses and doubles nothing and leaves the other cause", async () => {
    fixBug();
    const one = ["dlq", "redrive", "orders", "--cause", "unexpected", "--limit", "1", "--yes"];
    for (const [action, effect] of [
      ["SendMessageBatch", "after"],
      ["DeleteMessageBatch", "after"],
    ] as const) {
      const undo = killAt(system, { service: "sqs", action, effect });
      const { code, err } = await operator.run(one);
      undo();
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("killed here") as string });
      // What the killed command held is shown again after its hiding time.
      const left = action === "DeleteMessageBatch" ? 5 : 6;
      await until("all shown again", async () => {
        const stats = system.run.aws.sqs.stats();
        return stats.some(({ name, visible }) => name.includes("orders-dead-letter") && visible === left);
      });
    }
    const { code, out } = await operator.run(["dlq", "redrive", "orders", "--cause", "unexpected", "--yes"]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("3 moved.") as string });

    for (const { orderKey } of buggy) {
      await until(`order ${orderKey}`, async () => (await system.order(orderKey))?.["status"] === "paid");
    }
    await system.settled();
    expect(await groupsOf("orders")).toEqual({ "invalid-event": 2 });
    for (const { orderKey, customer } of buggy) {
      expect(system.mailsTo(customer.email ?? "")).toHaveLength(1);
      expect(system.notices(orderKey)).toHaveLength(1);
      expect((await system.order(orderKey))?.["timeline"]).toHaveLength(1);
    }
    expect(await system.orders()).toHaveLength(buggy.length);
  });
});

describe("dlq redrive of all", () => {
  it("goes by a move task, which goes on when the command is killed; the repeated one waits for it or finds nothing", async () => {
    const redrive = ["dlq", "redrive", "inventory", "--yes"];
    const back = (): Promise<true> =>
      until("back again", async () => (await system.depth("inventory-dead-letter-queue")) === 2);
    const undo = killAt(system, { service: "sqs", action: "ListMessageMoveTasks", effect: "before" });
    expect(await operator.run(redrive)).toMatchObject({
      code: 1,
      err: expect.stringContaining("killed here") as string,
    });
    undo();
    expect(await groupsOf("inventory")).toEqual({ "invalid-event": 2 });

    const later = killAt(system, { service: "sqs", action: "StartMessageMoveTask", effect: "after" });
    expect(await operator.run(redrive)).toMatchObject({
      code: 1,
      err: expect.stringContaining("killed here") as string,
    });
    later();
    await until(
      "the end of the killed command's task",
      async () => (await latestTask("inventory"))?.Status === "COMPLETED",
    );
    await back();

    const { code, out } = await operator.run(redrive);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("Redrive by move task") as string });
    expect(out).toContain("2 moved.");
    await back();
    for (const { orderKey } of broken) expect(system.notices(orderKey)).toEqual([]);
  });

  it("takes what SNS and a replay could not deliver out of its envelope", async () => {
    const [topic, rule] = ["topic", "rule"].map((seed) => purchase(`wrapped-${seed}`));
    const { operator: account, outputs } = system.run;
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    await account.call("sqs", "SendMessage", {
      QueueUrl: readConsumer("email", outputs).deadLetterQueueUrl,
      MessageBody: JSON.stringify({ Type: "Notification", Message: JSON.stringify(topic?.events.completed) }),
    });
    await account.call("sqs", "SendMessage", {
      QueueUrl: readConsumer("email", outputs).deadLetterQueueUrl,
      MessageBody: JSON.stringify({
        source: "stripe",
        "detail-type": "checkout.session.completed",
        "replay-name": "replay-1",
        detail: { event: rule?.events.completed },
      }),
      MessageAttributes: { ERROR_CODE: text("NO_PERMISSIONS"), RULE_ARN: text("arn:aws:events:::rule/x") },
    });
    expect(await groupsOf("email")).toMatchObject({ "not-delivered": 1, "replay-not-delivered": 1 });
    for (const cause of ["not-delivered", "replay-not-delivered"]) {
      expect(await operator.run(["dlq", "redrive", "email", "--cause", cause, "--yes"])).toMatchObject({ code: 0 });
    }
    for (const sent of [topic, rule]) {
      await until("its mail", () => system.mailsTo(sent?.customer.email ?? "").length === 1);
    }
  });

  it("says when there is nothing to do", async () => {
    expect(await operator.run(["dlq", "redrive", "archive", "--yes"])).toMatchObject({ code: 3 });
  });
});

describe("dlq purge", () => {
  it("asks for the count, and deletes what it counted", async () => {
    expect(await operator.run(["dlq", "purge", "orders", "--yes"])).toMatchObject({ code: 2 });
    expect(await operator.run(["dlq", "purge", "orders", "--yes", "--count", "1"])).toMatchObject({ code: 1 });
    const refused = await operator.run(["dlq", "purge", "orders", "--yes"], { typed: "" });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("and nothing was typed") as string });
    expect(await system.depth("orders-dead-letter-queue")).toBe(2);
    const { code, out } = await operator.run(["dlq", "purge", "orders", "--yes"], { typed: "2" });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("2 deleted.") as string });
    expect(await system.depth("orders-dead-letter-queue")).toBe(0);
  });

  it("ends at Ctrl-C between two batches and says how far it came", async () => {
    const { operator: account, outputs } = system.run;
    const QueueUrl = outputs.deadLetterQueueUrls.archive;
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: "{}" }));
    for (let times = 0; times < 2; times += 1) await account.call("sqs", "SendMessageBatch", { QueueUrl, Entries });
    const { signal: interruption, undo } = pressAt(system, "DeleteMessageBatch");
    const { code, err } = await operator.run(["dlq", "purge", "archive", "--yes", "--count", "20"], { interruption });
    undo();
    expect({ code, err }).toEqual({ code: 1, err: "Interrupted. 10 of 20 are done, the others are as they were.\n" });
    expect(await groupsOf("archive")).toEqual({ "not-delivered": 10 });
  });
});

describe("dlq list --all", () => {
  it("shows every letter of a cause, a second one of the same event as a copy, and says what never was an event", async () => {
    const { operator: account, outputs } = system.run;
    const QueueUrl = outputs.consumers["inventory"]?.deadLetterQueueUrl;
    const [first] = broken;
    const MessageBody = JSON.stringify(withoutCurrency(first?.events.completed ?? raise()));
    await account.call("sqs", "SendMessage", { QueueUrl, MessageBody });
    const { letters } = (await operator.json(["dlq", "list", "inventory", "--all"])) as { letters: object[] };
    const id = first?.events.completed.id;
    expect(letters).toHaveLength(3);
    expect(letters).toContainEqual(
      expect.objectContaining({ subject: id, cause: "invalid-event", copy: { number: 1, of: 2 } }),
    );
    expect(letters).toContainEqual(expect.objectContaining({ subject: id, copy: { number: 2, of: 2 } }));
    const { out } = await operator.run(["dlq", "list", "--all", "--cause", "invalid-event"]);
    expect(out).toMatch(
      /^inventory {2}invalid-event {2}evt_\w+\n {2}checkout\.session\.completed, sent .+ ago, copy 1 of 2$/mu,
    );
    const typo = await operator.run(["dlq", "list", "inventory", "--cause", "invalid-evnt"]);
    expect(typo).toMatchObject({ code: 3, out: expect.stringContaining("with this cause; causes there: ") as string });
    const { out: purge } = await operator.run(["dlq", "purge", "archive"]);
    expect(purge).toContain("10 letters never passed the webhook: nothing else has them.");
    expect(purge).not.toContain("archive still has");
  });
});

describe("dlq edit", () => {
  const [first] = broken;
  const { id } = first?.events.completed ?? raise();

  it("refuses what would fail again, or is another event", async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, err } = await operator.run(["dlq", "edit", id, ...args]);
      expect({ args, code }).toEqual({ args, code: 2 });
      return err;
    };
    expect(await refused()).toContain("--set PATH=VALUE");
    expect(await refused("--set", "currency")).toContain("give PATH=VALUE");
    expect(await refused("--set", "data.nothing.currency=sgd")).toContain("nothing at data.nothing");
    expect(await refused("--set", "data.object.currency=5")).toContain("still not valid");
    expect(await refused("--set", "data.object.currency=sgd", "--set", "id=evt_other")).toContain("keep it");
    const file = join(operator.folder, "corrected.json");
    await writeFile(file, "{");
    expect(await refused("--file", file)).toBe(`${file} is not JSON: it has to hold the whole event\n`);
  });

  it("applies the corrected event in each queue that has it, once, and keeps the original", async () => {
    const keep = `${operator.folder}/original.json`;
    const args = ["dlq", "edit", id, "--set", "data.object.currency=sgd", "--keep", keep];
    expect((await operator.run(args)).out).toContain('data.object.currency: "coins" -> "sgd"');
    const { code, out } = await operator.run([...args, "--yes"]);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining("3 letters corrected") as string });
    await system.settled();
    expect(JSON.parse(await readFile(keep, "utf8"))).toMatchObject({ id, data: { object: { currency: "coins" } } });
    expect(system.mailsTo(first?.customer.email ?? "")).toHaveLength(1);
    expect(system.notices(first?.orderKey ?? "")).toHaveLength(1);
    expect(await operator.run(["dlq", "edit", id, "--set", "created=1"])).toMatchObject({ code: 3 });
  });
});

function raise(): never {
  throw new Error("there is no such purchase");
}
