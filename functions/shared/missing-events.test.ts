import { expect, it } from "vitest";
import { readStripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { findMissing, type ReconcilePorts } from "./missing-events.ts";

const event = (id: string, created: number, livemode = false): StripeObject => ({
  id,
  object: "event",
  type: "charge.refunded",
  created,
  livemode,
  data: { object: { id: "ch_1", object: "charge" } },
});

/** The same fact in the other style. */
const thin = { id: "evt_test_c", object: "v2.core.event", type: "v1.charge.refunded", snapshot_event: "evt_c" };

async function* pages(...all: (readonly StripeObject[])[]) {
  for (const page of all) yield await Promise.resolve(page);
}

function finder(known: readonly string[], more: Partial<ReconcilePorts> = {}) {
  const looked: (readonly string[])[] = [];
  const found = findMissing({
    listEvents: () =>
      pages(
        [event("evt_young", 91), event("evt_due", 90), event("evt_c", 30)],
        [{ ...event("evt_c", 30), ...thin }],
        [event("evt_live", 25, true), event("evt_b", 20), event("evt_a", 10)],
      ),
    known: (ids) => {
      looked.push(ids);
      return Promise.resolve(new Set(known));
    },
    read: readStripeEvent,
    livemode: false,
    onTheirWaySince: 90,
    ...more,
  });
  return { found, looked };
}

it("distinguishes what is missing, oldest first, from what is on its way and what Stripe counts as undelivered", async () => {
  const listUndelivered = () => Promise.resolve(new Set(["evt_a", "evt_b"]));
  expect(await finder(["evt_b"], { listUndelivered }).found).toMatchObject({
    checked: 5,
    onTheirWay: 1,
    undeliveredButKnown: 1,
    missing: [
      { id: "evt_a", undelivered: true },
      { id: "evt_c", undelivered: false },
      { id: "evt_due", undelivered: false },
    ],
  });
});

it("looks each event of this livemode up in the journal once, and reports how far it is after each page", async () => {
  const progress: number[] = [];
  const { found, looked } = finder(["evt_b", "evt_c"], { onProgress: (checked) => progress.push(checked) });
  expect(await found).toMatchObject({ checked: 5, undeliveredButKnown: 0 });
  expect(looked).toEqual([["evt_young", "evt_due", "evt_c"], [], ["evt_b", "evt_a"]]);
  expect(progress).toEqual([3, 3, 5]);
});
