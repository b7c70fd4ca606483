import { describe, expect, it } from "vitest";
import { arrivals, pairsOf, permutations, play, race, usualOutcome } from "../model/histories.ts";
import { purchases } from "../model/purchases.ts";
import { messagesOf } from "../model/world.ts";

/** What tests/model/histories.test.ts begins: every order of a purchase's events, every interleaving of two handlings. */
describe.each(purchases().map((purchase) => [purchase.name, purchase] as const))(
  "a purchase: %s",
  (_name, purchase) => {
    it("ends the same whatever the order of its events, and whenever Stripe lists what there is", async () => {
      const expected = await usualOutcome(purchase);
      for (const messages of permutations(purchase.events).flatMap(arrivals)) {
        for (let listedAt = 0; listedAt <= messages.length; listedAt += 1) {
          const world = await play(purchase, messages, listedAt);
          const order = messages.map(({ id }) => id).join(", ");
          expect(world.outcome(), `${order}; listed from the message ${String(listedAt)} on`).toEqual(expected);
        }
      }
    }, 600_000);

    it.each(["before", "after"] as const)(
      "ends the same however two handlings interleave, with the others %s",
      async (others) => {
        for (const pair of pairsOf(messagesOf(purchase), () => true)) {
          const { failure } = await race(purchase, pair, others);
          expect(failure, pair.map(({ id }) => id).join(" and ")).toBeUndefined();
        }
      },
      3_600_000,
    );
  },
);
