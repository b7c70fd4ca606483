import { beforeAll, describe, expect, it } from "vitest";
import { type SampleEvent, samplePurchase, thinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import type { StripeRequest } from "../../packages/stripe-offline/server/types.ts";
import { openSystem } from "../support/opened.ts";

const system = await openSystem({ stock: { "MUG-BLUE": 1000, "TEE-M": 1000 } });
const asked: StripeRequest[] = [];
beforeAll(async () => {
  system.run.stripe?.onRequest((request) => void asked.push(request));
});

async function sendAll(events: readonly SampleEvent[], send: (event: SampleEvent) => Promise<unknown>): Promise<void> {
  for (const event of events) await send(event);
  await system.settled();
}

/** What came of a purchase, without its ids and times. */
async function outcomeOf({ orderKey, customer }: { orderKey: string; customer: { email: string | null } }) {
  const order = await system.order(orderKey);
  const timeline = (order?.["timeline"] ?? []) as { eventId: string; type: string }[];
  return {
    status: order?.["status"],
    amounts: [order?.["amountPaid"], order?.["amountRefunded"]],
    items: order?.["items"],
    events: timeline.map(({ type }) => type).toSorted(),
    reservation: (await system.reservation(orderKey))?.["status"],
    // Two handlings publish at the same moment: the warehouse goes by the sequence.
    notices: system
      .notices(orderKey)
      .toSorted((one, other) => Number(one["sequence"]) - Number(other["sequence"]))
      .map(({ kind }) => kind),
    // A refund's mail may come before the order's: two messages, and a queue without order.
    mails: system
      .mailsTo(customer.email ?? "")
      .map(({ Subject = "" }) => Subject.replace(/(pi|in)_\w+/u, "ID"))
      .toSorted(),
  };
}

const storyOf = (seed: string) => {
  const purchase = samplePurchase({ kind: "payment", seed });
  const { fullRefund } = purchase.aftermath;
  return { purchase, events: [purchase.events.paymentFailed, ...purchase.story, ...fullRefund.story], fullRefund };
};

describe("thin events", () => {
  it("make the same of a purchase as snapshot events, with each sent or both together", async () => {
    const styles = ["snapshot", "thin", "both"].map((style) => ({ style, ...storyOf(`thin pipeline ${style}`) }));
    for (const { style, purchase, events, fullRefund } of styles) {
      system.know([...purchase.objects, ...fullRefund.objects]);
      for (const event of events) {
        if (style !== "thin") await system.send(event);
        if (style !== "snapshot") await system.sendThin(event);
      }
    }
    await system.settled(80_000);
    const outcomes = await Promise.all(styles.map(({ purchase }) => outcomeOf(purchase)));
    const [snapshot, thin, both] = outcomes;
    expect(snapshot).toMatchObject({ status: "refunded", reservation: "released", notices: ["pick", "cancel"] });
    expect(snapshot?.mails).toHaveLength(2);
    expect(thin).toEqual(snapshot);
    expect(both).toEqual(snapshot);
    expect(await system.depth("dead-letter")).toBe(0);
  }, 90_000);

  it("are archived as they came, and journalled by their snapshot event's id", async () => {
    const { events } = samplePurchase({ kind: "payment", seed: "thin archive", contents: "metadata" });
    await sendAll([events.completed], (event) => system.sendThin(event));
    const thin = thinEventOf(events.completed);
    expect(system.archived(thin.id)).toEqual([thin]);
    const { operator, outputs } = system.run;
    const entry = await operator.getItem(outputs.journalTable, { pk: `event#${events.completed.id}` });
    expect(entry).toMatchObject({ type: "checkout.session.completed", thinId: thin.id });
  });

  it("have their object fetched once for all consumers", async () => {
    const { events, ids } = samplePurchase({ kind: "payment", seed: "thin once", contents: "metadata" });
    asked.length = 0;
    await sendAll([events.completed], (event) => system.sendThin(event));
    const paths = asked.map(({ path }) => path);
    expect(paths.filter((path) => path === `/v1/checkout/sessions/${ids.session}`)).toHaveLength(1);
  });

  it("of a connected account are fetched there, and make its order", async () => {
    const account = "acct_thin";
    const purchase = samplePurchase({ kind: "payment", seed: "thin connect", account });
    system.know(purchase.objects, account);
    await sendAll([purchase.events.completed], (event) => system.sendThin(event));
    expect(await outcomeOf(purchase)).toMatchObject({ status: "paid", notices: ["pick"] });
  });

  it("of a type that nobody handles are archived and counted, and one of ours in another style besides", async () => {
    const { completed } = samplePurchase({ kind: "payment", seed: "thin other" }).events;
    const [account, styled] = ["v2.core.account.updated", "v2.checkout.session.completed"].map((type, index) => ({
      ...thinEventOf(completed),
      id: `evt_test_other${String(index)}`,
      snapshot_event: `evt_other${String(index)}`,
      type: type as ReturnType<typeof thinEventOf>["type"],
    }));
    if (account === undefined || styled === undefined) throw new Error("no events");
    for (const event of [account, styled]) expect(await system.send(event)).toMatchObject({ status: 200 });
    await system.settled();
    expect(system.archived(account.id)).toEqual([account]);
    expect(system.archived(styled.id)).toEqual([styled]);
    const counted = system.logs.filter(({ text }) => /"_aws".*"EventsInAnotherStyle":1/u.test(text));
    expect(counted).toHaveLength(1);
    expect(await system.depth("dead-letter")).toBe(0);
  });
});
