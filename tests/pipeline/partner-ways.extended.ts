import { beforeAll, describe, expect, it } from "vitest";
import { type SampleEvent, thinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import type { Item } from "../../packages/aws-offline/operator.ts";
import { deliver, deliverInOrder, disordered } from "../support/delivery.ts";
import { readOutcome } from "../support/outcome.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { paidScenario } from "../../packages/stripe-offline/scenarios/common.ts";
import { System } from "../support/system.ts";

const seed = seedOfRun();
const random = new Random(seed);
/** Purchases of every kind of which each order of the events makes the same mails and moves. */
const scenarios = (["payment", "delayed", "subscription", "payment-intent"] as const).map((kind) =>
  paidScenario(kind, "refunded in part, and the dispute won", false, { seed: `${seed} ${kind}` }),
);
const config = { "order-processing-system:stripeEventSource": "aws.partner/stripe.com/ed_1example" };
const options = { timeScale: 20, stock: { "MUG-BLUE": 1_000_000, "TEE-M": 1_000_000 } };

/** Without when and in which order something was applied, and which ids were filed before they were merged. */
function essence(order: Item): Item {
  const left = new Set(["updatedAt", "version", "timeline", "aliases"]);
  return Object.fromEntries(Object.entries(order).filter(([name]) => !left.has(name)));
}

async function outcomeOf(start: object, run: (system: System) => Promise<void>) {
  const system = await System.start({ ...options, ...start });
  try {
    for (const { objects, account } of scenarios) system.knowAtTheEnd(objects, account);
    await run(system);
    await system.settled(60_000);
    const { orders, mailTexts, stock, reservations, archive } = await readOutcome(system);
    return {
      orders: new Map(
        [...orders].filter(([, { status }]) => status !== "merged").map(([key, order]) => [key, essence(order)]),
      ),
      mails: new Map([...mailTexts].map(([reference, texts]) => [reference, texts.toSorted()])),
      moves: {
        stock,
        reservations: new Map([...reservations].map(([key, { status, lines }]) => [key, { status, lines }])),
      },
      archived: new Set(archive.keys()),
      deadLetters: await system.depth("dead-letter-queue"),
    };
  } finally {
    await system.close();
  }
}

describe(`the same purchases by webhook, by partner bus, and by every way at once (SEED=${seed})`, () => {
  let byWebhook: Awaited<ReturnType<typeof outcomeOf>>;
  beforeAll(async () => {
    byWebhook = await outcomeOf({}, (system) => deliverInOrder(system, scenarios, 8));
  }, 240_000);

  it("give equal orders, mails and moves by the partner bus alone, shuffled and repeated", async () => {
    const byPartner = await outcomeOf({ config }, async (system) => {
      const sender = { send: (event: Parameters<System["send"]>[0]) => system.sendByPartner(event) };
      await deliver(sender, disordered(scenarios, random.part("partner")).filter(isFirstOfItsFact), 8);
    });
    expect(byPartner).toEqual(byWebhook);
    expect(byPartner).toMatchObject({ deadLetters: 0 });
  }, 240_000);

  it("and by webhook, thin webhook and partner bus at once, some events by two or all of them", async () => {
    const postedIds = new Set<string>();
    const { archived, ...byAll } = await outcomeOf({ config }, async (system) => {
      const draw = random.part("ways");
      const sends = draw.shuffle(scenarios.flatMap(({ events }) => events)).flatMap((event) => {
        system.run.stripe?.put(event);
        const ways = draw.shuffle(waysOf(event)).slice(0, draw.pick([1, 2, 3]));
        return ways.map((way) => () => {
          const posted = way === "thin" ? thinEventOf(event) : event;
          postedIds.add(posted.id);
          return way === "partner" ? system.sendByPartner(event) : system.send(posted);
        });
      });
      const sent = await Promise.all(sends.map((send) => send()));
      expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
    });
    const { archived: _archived, ...expected } = byWebhook;
    expect(byAll).toEqual(expected);
    expect(archived).toEqual(postedIds);
  }, 240_000);
});

/**
 * A thin event fetches the session as it is now: that of a payment that took days shows it paid already, and its mail has
 * the day of the order, not of the payment (docs/ingest.md).
 */
function waysOf({ type, data }: SampleEvent): readonly ("webhook" | "thin" | "partner")[] {
  const isUnpaid = type === "checkout.session.completed" && Reflect.get(data.object, "payment_status") === "unpaid";
  return isUnpaid ? ["webhook", "partner"] : ["webhook", "thin", "partner"];
}

/** Twins are further events of the same fact, of which a timeline says more. */
function isFirstOfItsFact({ id }: { readonly id: string }): boolean {
  return !id.endsWith("Twin");
}
