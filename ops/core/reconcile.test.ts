import { expect, it } from "vitest";
import { repair } from "./reconcile.ts";

const missing = ["evt_a", "evt_b", "evt_c"].map((id) => ({ id, event: { id } }));

it("counts as repaired only what the journal has afterwards", async () => {
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
