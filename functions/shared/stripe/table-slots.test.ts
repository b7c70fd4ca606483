import { afterAll, beforeAll, expect, it } from "vitest";
import { startTable } from "../testing-tables.ts";
import { tableSlots } from "./table-slots.ts";

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable("journal", "pk");
});
afterAll(() => table.close());

it("gives each moment to one, queues those who come, and refuses what is too late", async () => {
  const slots = tableSlots(table.client, "journal");
  const now = 1_000_000;
  const starts = await Promise.all(Array.from({ length: 8 }, () => slots.reserve(100, now, now + 5000)));
  expect(starts.map(({ start }) => start - now).toSorted((a, b) => a - b)).toEqual([
    0, 100, 200, 300, 400, 500, 600, 700,
  ]);
  expect(await slots.reserve(100, now, now + 799)).toEqual({ start: now + 800, isTaken: false });
  expect(await slots.reserve(100, now, now + 800)).toEqual({ start: now + 800, isTaken: true });
  expect(await slots.reserve(100, now + 5000, now + 5000)).toEqual({ start: now + 5000, isTaken: true });
  await slots.postpone(now + 9000);
  expect(await slots.reserve(100, now + 8000, now + 9000)).toEqual({ start: now + 9000, isTaken: true });
  await slots.postpone(now + 1);
  expect(await slots.reserve(100, now + 8000, now + 9999)).toEqual({ start: now + 9100, isTaken: true });
});
