import { describe, expect, it } from "vitest";
import { everyOrder, pairsOf, race } from "./histories.ts";
import { purchases } from "./purchases.ts";
import { messagesOf } from "./world.ts";

/** The others, those of two consumers, and every order of a purchase with more events, by `npm run test:faults`. */
const mostPairs = 2;
const mostEvents = 3;

describe.each(purchases().map((purchase) => [purchase.name, purchase] as const))(
  "a purchase: %s",
  (_name, purchase) => {
    it("ends the same however two handlings of one consumer interleave", async () => {
      const pairs = pairsOf(
        messagesOf(purchase),
        ([one, other]) => one.consumer !== "mail" && one.consumer === other.consumer,
      );
      for (const pair of pairs.slice(0, mostPairs)) {
        const { failure } = await race(purchase, pair, "after");
        expect(failure, pair.map(({ id }) => id).join(" and ")).toBeUndefined();
      }
    }, 300_000);

    if (purchase.events.length > mostEvents) return;
    it("ends the same whatever the order of its events, and whenever Stripe lists what there is", async () => {
      expect(await everyOrder(purchase, "lag")).toBeUndefined();
    }, 300_000);
  },
);

/** Six minutes of lag are more than is waited for: the claim in the journal decides then. */
const claimed = ["free with an invoice", "one payment with an invoice", "an invoice paid outside Stripe"];

it.each(claimed)("a purchase whose payment Stripe never lists ends the same: %s", async (name) => {
  const purchase = purchases().find((each) => each.name === name);
  if (purchase === undefined) throw new Error("no such purchase");
  expect(await everyOrder(purchase, "show nothing")).toBeUndefined();
});
