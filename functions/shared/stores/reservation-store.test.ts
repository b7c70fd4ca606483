import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { PutCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noFacts } from "../../../domain/stock/facts.ts";
import type { ReservationStore } from "../../../domain/stock/ports.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import { startTable } from "../testing-tables.ts";
import { MemoryReservationStore } from "./memory-reservation-store.ts";
import { DynamoDbReservationStore } from "./reservation-store.ts";
import { cancelled } from "./stock-commits.ts";

let table: Awaited<ReturnType<typeof startTable>>;
let unique = 0;
beforeAll(async () => {
  table = await startTable("inventory", "pk");
});
afterAll(() => table.close());

interface Opened {
  readonly store: ReservationStore;
  /** Available and reserved, undefined without a row. */
  readonly units: (sku: string) => Promise<readonly [available: number, reserved: number] | undefined>;
}

const stores: readonly (readonly [string, (stock: Readonly<Record<string, number>>) => Promise<Opened>])[] = [
  [
    "in memory",
    (stock) => {
      const store = new MemoryReservationStore(stock);
      const units: Opened["units"] = (sku) => {
        const row = store.stock.get(sku);
        return Promise.resolve(row === undefined ? undefined : [row.available, row.reserved]);
      };
      return Promise.resolve({ store, units });
    },
  ],
  [
    "in DynamoDB",
    async (stock) => {
      const TableName = "inventory";
      for (const [sku, available] of Object.entries(stock)) {
        await table.client.send(new PutCommand({ TableName, Item: { pk: `stock#${sku}`, available, reserved: 0 } }));
      }
      const units: Opened["units"] = async (sku) => {
        const { Item } = await table.client.send(
          new GetCommand({ TableName, Key: { pk: `stock#${sku}` }, ConsistentRead: true }),
        );
        return Item === undefined ? undefined : [Number(Item["available"]), Number(Item["reserved"])];
      };
      return { store: new DynamoDbReservationStore(table.client, TableName, () => 0), units };
    },
  ],
];

describe.each(stores)("the reservation store %s", (_where, open) => {
  let first: Reservation;
  let [mug, cap] = ["", ""];
  let opened: Opened;
  beforeEach(async () => {
    unique += 1;
    [mug, cap] = [`MUG-${String(unique)}`, `CAP-${String(unique)}`];
    opened = await open({ [mug]: 5, [cap]: 1 });
    const lines = [{ sku: mug, name: "Mug", quantity: 2 }];
    first = { orderId: `pi_${String(unique)}`, version: 1, status: "reserved", facts: noFacts, lines, notices: {} };
  });

  it("writes a reservation and its moves over the version that was read, and no other", async () => {
    const { store, units } = opened;
    expect(await store.read(first.orderId)).toBeUndefined();
    expect(await store.write(first, [{ sku: mug, units: 2 }])).toEqual({ outcome: "written" });
    expect(await store.read(first.orderId)).toEqual(first);
    expect(await units(mug)).toEqual([3, 2]);
    expect(await store.write(first, [{ sku: mug, units: 2 }])).toEqual({ outcome: "changed" });
    expect(await store.write(first, [])).toEqual({ outcome: "changed" });
    const next: Reservation = { ...first, version: 2, status: "released" };
    expect(await store.write(next, [{ sku: mug, units: -2 }])).toEqual({ outcome: "written" });
    expect(await units(mug)).toEqual([5, 0]);
    expect(await store.write({ ...next, version: 3 }, [])).toEqual({ outcome: "written" });
    expect((await store.read(first.orderId))?.version).toBe(3);
  });

  it("writes nothing where one SKU is short, and names all that are", async () => {
    const { store, units } = opened;
    const moves = [
      { sku: mug, units: 2 },
      { sku: cap, units: 2 },
      { sku: "UNKNOWN", units: 1 },
    ];
    expect(await store.write(first, moves)).toEqual({ outcome: "short", skus: [cap, "UNKNOWN"] });
    expect(await store.read(first.orderId)).toBeUndefined();
    expect([await units(mug), await units(cap), await units("UNKNOWN")]).toEqual([[5, 0], [1, 0], undefined]);
  });

  it("gives back no more than is reserved", async () => {
    const { store, units } = opened;
    expect(await store.write(first, [{ sku: mug, units: -1 }])).toEqual({ outcome: "short", skus: [mug] });
    expect(await units(mug)).toEqual([5, 0]);
  });

  it("refuses two moves of one SKU", async () => {
    const twice = [
      { sku: mug, units: 1 },
      { sku: mug, units: 1 },
    ];
    await expect(opened.store.write(first, twice)).rejects.toThrow(/one item|one action/);
  });

  it("marks a notice published by a version of its own, and only one that there is", async () => {
    const { store } = opened;
    const missing = /no notice|conditional request failed/u;
    const notice = { kind: "pick", sequence: 1, owner: "m-1", leaseUntil: 1 } as const;
    await store.write({ ...first, notices: { pick: notice } }, []);
    await store.markPublished(first.orderId, "pick");
    expect(await store.read(first.orderId)).toEqual({
      ...first,
      version: 2,
      notices: { pick: { ...notice, publishedAt: expect.any(String) } },
    });
    await expect(store.markPublished(first.orderId, "cancel")).rejects.toThrow(missing);
    await expect(store.markPublished("pi_none", "pick")).rejects.toThrow(missing);
  });

  it("marks an alert counted by a version of its own, and only one that there is", async () => {
    const { store } = opened;
    await store.write(first, []);
    await expect(store.markCounted(first.orderId)).rejects.toThrow(/no alert|conditional request failed/u);
    const alert = { owner: "m-1", leaseUntil: 1 };
    await store.write({ ...first, version: 2, alert }, []);
    await store.markCounted(first.orderId);
    const counted = { ...first, version: 3, alert: { ...alert, countedAt: expect.any(String) } };
    expect(await store.read(first.orderId)).toEqual(counted);
  });
});

const moves = [
  { sku: "MUG", units: 2 },
  { sku: "CAP", units: 1 },
];

/** The reservation's reason first, then one for each stock row. */
const error = (...codes: string[]) =>
  new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

describe("a cancelled transaction", () => {
  it("whose reservation was written meanwhile is to be looked at again, whatever else failed", () => {
    expect(cancelled(error("ConditionalCheckFailed", "None", "None"), 1, moves)).toEqual({ outcome: "changed" });
    expect(cancelled(error("ConditionalCheckFailed", "ConditionalCheckFailed", "None"), 1, moves)).toEqual({
      outcome: "changed",
    });
  });

  it("whose stock rows refused names their SKUs", () => {
    expect(cancelled(error("None", "None", "ConditionalCheckFailed"), 1, moves)).toEqual({
      outcome: "short",
      skus: ["CAP"],
    });
  });

  it.each(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])(
    "is to be tried again for %s, even where a stock row refused as well",
    (code) => {
      expect(cancelled(error(code, "None", "None"), 1, moves)).toEqual({ outcome: "contended" });
      expect(cancelled(error("None", "ConditionalCheckFailed", code), 1, moves)).toEqual({ outcome: "contended" });
    },
  );

  it("for any other reason is an error, not a lack of stock", () => {
    expect(() => cancelled(error("None", "ValidationError", "None"), 1, moves)).toThrow(TransactionCanceledException);
    expect(() => cancelled(error("None", "ConditionalCheckFailed", "ValidationError"), 1, moves)).toThrow(
      TransactionCanceledException,
    );
    expect(() => cancelled(error(), 1, moves)).toThrow(TransactionCanceledException);
  });
});
