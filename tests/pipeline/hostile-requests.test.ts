import { describe, expect, it } from "vitest";
import { sampleBody, type SampleEvent, samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { alteredBodies, badEncodings, malformedBodies, oversized } from "../support/hostile/bodies.ts";
import { badEnvelopes } from "../support/hostile/envelopes.ts";
import { exchange, type Material, type RawRequest, signed } from "../support/hostile/request.ts";
import { badSignatures } from "../support/hostile/signatures.ts";
import { openSystem } from "../support/opened.ts";

const system = await openSystem();

function purchase(seed: string) {
  return samplePurchase({ kind: "payment", seed: `hostile-${seed}`, contents: "metadata" });
}

/** What a forger saw of a genuine event: it was never sent itself. */
function materialOf(event: SampleEvent): Material {
  const body = Buffer.from(sampleBody(event));
  return { body, secret: system.run.webhookSecret, now: Math.floor(Date.now() / 1000) };
}

const corpus: Readonly<Record<string, (material: Material) => RawRequest[]>> = {
  "signatures that are not Stripe's, or not of now": badSignatures,
  "bodies that were changed after they were signed": alteredBodies,
  "signed bodies that are not a Stripe event": malformedBodies,
  "signed bytes that are not UTF-8 text": badEncodings,
  "too much of something": oversized,
  "wrong requests around a genuine event": badEnvelopes,
};

describe("hostile requests", () => {
  it("are more than two hundred, each by a name of its own", () => {
    const material = materialOf(purchase("count").events.completed);
    const names = Object.values(corpus).flatMap((make) => make(material).map(({ name }) => name));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.length).toBeGreaterThan(250);
  });

  it.each(Object.entries(corpus))(
    "%s: none accepted, none an error of ours, a genuine one beside them works",
    async (title, make) => {
      const stolen = purchase(`stolen ${title}`);
      const genuine = purchase(`genuine ${title}`);
      const published = (): number => system.run.aws.sns.published(system.run.outputs.topicArn).length;
      const before = published();
      const responses: [string, number | undefined][] = [];
      const material = materialOf(stolen.events.completed);
      for (const request of make(material))
        responses.push([request.name, await exchange(system.run.webhookUrl, request)]);

      // A refusal, or a connection closed on what is not HTTP.
      expect(responses.filter(([, status]) => status !== undefined && (status < 400 || status >= 500))).toEqual([]);
      expect(responses.filter(([, status]) => status === 429)).toEqual([]);
      expect(published()).toBe(before);
      expect((await system.send(genuine.events.completed)).status).toBe(200);
      await system.settled();
      expect((await system.order(genuine.orderKey))?.["status"]).toBe("paid");
      expect(await system.order(stolen.orderKey)).toBeUndefined();
    },
  );
});

describe("a genuine request that somebody recorded", () => {
  it("and sends again within the tolerance is accepted and changes nothing", async () => {
    const { events, orderKey } = purchase("replayed");
    const request = signed("recorded", Buffer.from(sampleBody(events.completed)), materialOf(events.completed));
    expect(await exchange(system.run.webhookUrl, request)).toBe(200);
    await system.settled();
    const order = await system.order(orderKey);
    const stock = await system.run.operator.scan(system.run.outputs.inventoryTable);
    const mails = system.run.aws.ses.messages().length;
    const notices = system.notices(orderKey);

    const again = await Promise.all(Array.from({ length: 10 }, () => exchange(system.run.webhookUrl, request)));
    await system.settled();

    expect(new Set(again)).toEqual(new Set([200]));
    expect(await system.order(orderKey)).toEqual(order);
    expect(await system.run.operator.scan(system.run.outputs.inventoryTable)).toEqual(stock);
    expect(system.run.aws.ses.messages().length).toBe(mails);
    expect(system.notices(orderKey)).toEqual(notices);
    expect(notices.length).toBe(1);
  });
});
