import { describe, expect, it } from "vitest";
import { arrivals, pairsOf, permutations, play, playUnlisted, race, usualOutcome } from "./histories.ts";
import { purchases } from "./purchases.ts";
import { messagesOf } from "./world.ts";

/** The beginnings are gone through here, and all of it by `npm run test:faults`. */
const most = { events: 3, pairs: 4 };

describe.each(purchases().map((purchase) => [purchase.name, purchase] as const))(
  "a purchase: %s",
  (_name, purchase) => {
    it("ends the same whatever the order of its events, and whenever Stripe lists what there is", async () => {
      const expected = await usualOutcome(purchase);
      expect(expected.deadLetters).toEqual([]);
      const orders = permutations(purchase.events.slice(0, most.events)).map((events) => [
        ...events,
        ...purchase.events.slice(most.events),
      ]);
      for (const messages of orders.flatMap(arrivals)) {
        for (const listedAt of [0, Math.ceil(messages.length / 2), messages.length]) {
          const world = await play(purchase, messages, listedAt);
          const order = messages.map(({ id }) => id).join(", ");
          expect(world.outcome(), `${order}; listed from the message ${String(listedAt)} on`).toEqual(expected);
          for (const message of messages) await world.deliver({ ...message, id: `${message.id} replayed` });
          expect(world.outcome(), `${order}; replayed`).toEqual(expected);
        }
      }
    });

    it("ends the same however two handlings of one consumer interleave", async () => {
      const pairs = pairsOf(
        messagesOf(purchase),
        ([one, other]) => one.consumer !== "mail" && one.consumer === other.consumer,
      );
      for (const pair of pairs.slice(0, most.pairs)) {
        const { failure } = await race(purchase, pair, "after");
        expect(failure, pair.map(({ id }) => id).join(" and ")).toBeUndefined();
      }
    });
  },
);

/** Six minutes of lag are more than is waited for: the claim in the journal decides then. */
const claimed = ["free with an invoice", "one payment with an invoice", "an invoice paid outside Stripe"];

it.each(claimed)("a purchase whose payment Stripe never lists ends the same: %s", async (name) => {
  const purchase = purchases().find((each) => each.name === name);
  if (purchase === undefined) throw new Error("no such purchase");
  const expected = await usualOutcome(purchase);
  for (const messages of permutations(purchase.events).flatMap(arrivals)) {
    const world = await playUnlisted(purchase, messages);
    expect(world.outcome(), messages.map(({ id }) => id).join(", ")).toEqual(expected);
  }
});
