import { describe, expect, it } from "vitest";
import { everyOrder, pairsOf, race } from "../model/histories.ts";
import { purchases } from "../model/purchases.ts";
import { messagesOf } from "../model/world.ts";

/** What tests/model/histories.test.ts begins: every order, and every interleaving of two handlings. */
describe.each(purchases().map((purchase) => [purchase.name, purchase] as const))(
  "a purchase: %s",
  (_name, purchase) => {
    it("ends the same whatever the order of its events, and whenever Stripe lists what there is", async () => {
      expect(await everyOrder(purchase, "lag")).toBeUndefined();
    }, 600_000);

    it.each(["before", "after"] as const)(
      "ends the same however two handlings interleave, with the others %s",
      async (others) => {
        for (const pair of pairsOf(messagesOf(purchase), () => true)) {
          const { failure } = await race(purchase, pair, others);
          expect(failure, pair.map(({ id }) => id).join(" and ")).toBeUndefined();
        }
      },
      600_000,
    );
  },
);
