/** What nobody can process: refused at the door, or given up by who needs it, and by nobody else. */
import { describe, expect, it } from "vitest";
import { sampleBody } from "../../../packages/stripe-offline/samples/index.ts";
import { signBody } from "../../../packages/stripe-offline/sign.ts";
import { until } from "../../support/until.ts";
import { altered, consumers, openShop, range, sale } from "./shop.ts";

/** What is wrong, the cause of each consumer that needs it, and how the session is altered. */
const unusable: readonly [string, string, object][] = [
  ["a currency that is none", "invalid-event", { currency: "coins" }],
  ["an amount of no whole number", "invalid-event", { amount_total: 19.99 }],
  ["an unknown mode", "invalid-event", { mode: "barter" }],
  ["an unknown payment status", "invalid-event", { payment_status: "promised" }],
  ["no payment status", "invalid-event", { payment_status: null }],
];

const shop = openShop();

describe("the webhook refuses with 400, before any queue:", () => {
  const post = (body: Uint8Array<ArrayBuffer>) => {
    const { system } = shop();
    return system.post(body, { "stripe-signature": signBody(body, system.run.webhookSecret) });
  };

  it("an event without an object", async () => {
    const { event } = sale("no-object");
    const body = Buffer.from(JSON.stringify({ ...event, data: {} }));
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { error: "not a Stripe event: the event has no `data.object`" },
    });
  });

  it("invalid UTF-8 under a right signature", async () => {
    const text = sampleBody(sale("latin-1").event).replace("Jenny Rosen", "Jörg");
    expect(await post(Buffer.from(text, "latin1"))).toMatchObject({ status: 400, body: { error: "not UTF-8" } });
  });

  it("a raw control character, which JSON does not allow", async () => {
    const text = sampleBody(sale("raw-control").event).replace("Jenny", "Jen\u0001ny");
    expect(await post(Buffer.from(text))).toMatchObject({ status: 400, body: { error: "not JSON" } });
  });
});

describe("a batch with poison in it", () => {
  it("gives up the poison by its cause, and all else in it goes through", async () => {
    const good = range(5).map((index) => sale(`beside-${String(index)}`));
    const poison = ["{ not json", '"text"', '{"id":"evt_no_object","object":"event"}', "[]", "null"];
    const bodies = good.flatMap(({ event }, index) => [poison[index] ?? "", sampleBody(event)]);
    const sent = new Map(
      await Promise.all(consumers.map(async (consumer) => [consumer, await shop().putInto(consumer, bodies)] as const)),
    );
    const { system } = shop();
    for (const { orderKey, email } of good) {
      await until(`order ${orderKey}`, async () => (await system.order(orderKey))?.["status"] === "paid");
      await until(`a mail to ${email}`, () => system.mailsTo(email).length === 1);
      await until(`a notice of ${orderKey}`, () => system.notices(orderKey).length === 1);
    }
    for (const [consumer, messageIds] of sent) {
      const subjects = messageIds.filter((_id, index) => index % 2 === 0).map((id) => `message-${id}`);
      const causes = await Promise.all(
        subjects.map((subject) => until(`the cause of ${subject}`, () => shop().causeIn(consumer, subject))),
      );
      expect(causes).toEqual(["not-json", "invalid-event", "invalid-event", "invalid-event", "invalid-event"]);
      await system.settled();
      expect((await shop().system.takeDeadLetters(consumer)).toSorted()).toEqual(poison.toSorted());
    }
  });

  it("of events that can be read gives up those that nobody can process, and all else in it goes through", async () => {
    const batch = unusable.map(([, cause, changes], index) => ({
      cause,
      poison: sale(`within-${String(index)}`, changes),
      good: sale(`within-good-${String(index)}`),
    }));
    const bodies = batch.flatMap(({ poison, good }) => [sampleBody(poison.event), sampleBody(good.event)]);
    for (const branch of [...consumers, "archive"] as const) await shop().putInto(branch, bodies);
    for (const { poison, good, cause } of batch) {
      await shop().processes(good);
      await shop().givesUp(poison, cause);
    }
    const ids = batch.map(({ poison }) => poison.event.id);
    expect(shop().given.orders).toEqual(expect.arrayContaining(ids));
  });

  it("is archived whole, the poison as undecodable", async () => {
    const { system } = shop();
    const { event } = sale("archived-beside");
    const [poison = ""] = await shop().putInto("archive", ["{ not json", sampleBody(event)]);
    await until("the event archived", () => system.archived(event.id).length === 1);
    expect(system.archived(`message-${poison}`)).toMatchObject([
      { object: "undecodable", reason: "not JSON", body: "{ not json" },
    ]);
    await system.settled();
    expect(await system.depth("archive-dead-letter-queue")).toBe(0);
  });
});

describe.concurrent("is given up by each consumer that needs what is wrong, and archived:", () => {
  it.each(unusable)("%s (%s)", async (name, cause, changes) => {
    const poison = sale(name.replaceAll(/\W+/gu, "-"), changes);
    await shop().accepts(poison.event);
    await shop().givesUp(poison, cause);
    expect(Object.values(shop().given).every((ids) => ids.includes(poison.event.id))).toBe(true);
  });

  it("an e-mail address with a line break: no mail (mail-refused), and the order goes on", async () => {
    const { system } = shop();
    const poison = sale("line-break");
    const customer = { email: "jane@example.com\r\nBcc: everybody@example.com", name: "Jane", phone: null };
    const event = altered(poison.event, { customer_details: customer });
    await shop().accepts(event);
    await shop().givesUp({ ...poison, event }, "mail-refused", ["email"]);
    expect(await system.order(poison.orderKey)).toMatchObject({ status: "paid" });
    expect(system.notices(poison.orderKey)).toHaveLength(1);
    const addresses = system.run.aws.ses.messages().flatMap(({ Destination }) => Destination.ToAddresses);
    expect(addresses.filter((address) => /jane|everybody/u.test(address))).toEqual([]);
  });
});

describe("what was given up", () => {
  it("is in its consumer's dead-letter queue, whose depth raises the alarm, and nothing else does", async () => {
    await shop().system.settled();
    const { given } = shop();
    expect(given.email.length).toBeGreaterThan(given.orders.length);
    for (const consumer of consumers) {
      await shop().system.deadLettersAlarm(consumer);
      const ids = (await shop().system.takeDeadLetters(consumer)).map(
        (body) => (JSON.parse(body) as { id: string }).id,
      );
      expect(ids.toSorted()).toEqual(given[consumer].toSorted());
    }
  });
});
