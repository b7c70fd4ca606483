import { expect, it } from "vitest";
import { readStripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { findMissing } from "../../functions/shared/missing-events.ts";
import { repair } from "./reconcile.ts";

const event = (id: string, created: number, livemode = false): StripeObject => ({
  id,
  object: "event",
  type: "charge.refunded",
  created,
  livemode,
  data: { object: { id: "ch_1", object: "charge" } },
});

const thin = { id: "evt_test_c", object: "v2.core.event", type: "v1.charge.refunded", snapshot_event: "evt_c" };

async function* pages(...all: (readonly StripeObject[])[]) {
  for (const page of all) yield await Promise.resolve(page);
}

const found = (known: readonly string[], undelivered: readonly string[] = []) =>
  findMissing({
    listEvents: () =>
      pages(
        [event("evt_young", 95), event("evt_c", 30)],
        // The same fact in the other style.
        [{ ...event("evt_c", 30), ...thin }],
        [event("evt_live", 25, true), event("evt_b", 20), event("evt_a", 10)],
      ),
    listUndelivered: () => Promise.resolve(new Set(undelivered)),
    known: () => Promise.resolve(new Set(known)),
    read: readStripeEvent,
    livemode: false,
    onTheirWaySince: 90,
  });

it("distinguishes what is missing, oldest first, from what is on its way and what Stripe counts as undelivered", async () => {
  expect(await found(["evt_b"], ["evt_a", "evt_b"])).toMatchObject({
    checked: 4,
    onTheirWay: 1,
    undeliveredButKnown: 1,
    missing: [
      { id: "evt_a", undelivered: true },
      { id: "evt_c", undelivered: false },
    ],
  });
});

it("counts as repaired only what the journal has afterwards", async () => {
  const { missing } = await found([]);
  const delivered: unknown[] = [];
  const repaired = await repair(missing, {
    deliver: ({ id }) => Promise.resolve(delivered.push(id) === 2 ? 500 : 200),
    known: () => Promise.resolve(new Set(["evt_a"])),
    signal: new AbortController().signal,
    pause: () => Promise.resolve(),
    looks: 2,
  });
  expect(delivered).toEqual(["evt_a", "evt_b", "evt_c"]);
  expect(repaired).toEqual({ repaired: ["evt_a"], refused: [{ id: "evt_b", status: 500 }], waiting: ["evt_c"] });
});

it("stops between two events", async () => {
  const { missing } = await found([]);
  const interruption = new AbortController();
  const stopped = repair(missing, {
    deliver() {
      interruption.abort();
      return Promise.resolve(200);
    },
    known: () => Promise.resolve(new Set()),
    signal: interruption.signal,
    pause: () => Promise.resolve(),
    looks: 1,
  });
  await expect(stopped).rejects.toThrow("1 of 3 events were brought in");
});
