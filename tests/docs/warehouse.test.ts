import Ajv2020 from "ajv/dist/2020.js";
import { beforeAll, describe, expect, it } from "vitest";
import { noticeKinds } from "../../domain/stock/reservation.ts";
import { readWarehouseMessage } from "../../domain/parcel/message.ts";
import { stockWorld } from "../../functions/inventory-processor/testing.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { readDocument } from "../../scripts/markdown.ts";

/** The JSON blocks of a section. */
let blocksUnder: (heading: string) => unknown[];
let validate: { readonly notice: (value: unknown) => boolean; readonly message: (value: unknown) => boolean };

beforeAll(async () => {
  const sections = (await readDocument("docs/warehouse.md")).split(/^## /mu);
  blocksUnder = (heading) => {
    const text = sections.find((section) => section.startsWith(`${heading}\n`)) ?? "";
    return [...text.matchAll(/^```json\n(?<json>[^]*?)^```$/gmu)].map(({ groups }): unknown =>
      JSON.parse(groups?.["json"] ?? ""),
    );
  };
  const ajv = new Ajv2020.default({ strict: true, allErrors: true });
  const validator = (heading: string) => {
    const [schema] = blocksUnder(heading);
    return ajv.compile(schema as object);
  };
  validate = { notice: validator("The notice's schema"), message: validator("The message's schema") };
});

/** Every kind of notice, as the system publishes it. */
async function publishedNotices(): Promise<readonly unknown[]> {
  const { story, objects, aftermath } = samplePurchase({ kind: "payment", seed: "warehouse-docs" });
  const { disputeWon, fullRefund } = aftermath;
  const world = stockWorld([...objects, ...disputeWon.objects, ...fullRefund.objects], { "MUG-BLUE": 9, "TEE-M": 9 });
  for (const event of [...story, ...disputeWon.story, ...fullRefund.story]) await world.handle(event, event.id);
  return world.notices;
}

describe("docs/warehouse.md", () => {
  it("shows one notice of each kind, as it is published", async () => {
    const examples = blocksUnder("What the warehouse gets");
    expect(examples).toEqual(await publishedNotices());
    expect(examples.map((example) => (example as { kind: unknown }).kind)).toEqual([...noticeKinds]);
  });

  it("has a schema that each of them fits, and nothing that lacks or adds something", () => {
    for (const example of blocksUnder("What the warehouse gets")) {
      expect(validate.notice(example)).toBe(true);
      expect(validate.notice({ ...(example as object), colour: "blue" })).toBe(false);
      expect(validate.notice({ ...(example as object), sequence: 0 })).toBe(false);
    }
  });

  it("shows one message of each kind, which the inbox takes", () => {
    const examples = blocksUnder("What the warehouse reports");
    expect(examples.map((example) => readWarehouseMessage(JSON.stringify(example)).kind)).toEqual([
      "shipped",
      "delivered",
      "out-of-stock",
    ]);
  });

  it("has a schema that accepts what the inbox accepts, and refuses what it refuses", () => {
    const changes: readonly object[] = [
      {},
      { at: "2026-11-28T10:00:00Z" },
      { at: "yesterday" },
      { order: "acct_1/pi_1" },
      { order: "not an order" },
      { order: undefined },
      { parcel: "A.1_b-2" },
      { parcel: "a b" },
      { parcel: "x".repeat(65) },
      { carrier: "Việt Nam Post (EMS)" },
      { carrier: "<b>" },
      { carrier: "" },
      { tracking: "x".repeat(101) },
      { tracking: 1 },
      { sku: "MUG BLUE/1" },
      { items: [{ sku: "MUG#1", quantity: 0.5 }] },
      { items: [] },
      { items: [{ sku: "MUG#1", quantity: 0 }] },
      { items: [{ sku: "", quantity: 1 }] },
      { items: [{ sku: "MUG#1", quantity: 1, name: "Mug" }] },
      { items: Array.from({ length: 101 }, () => ({ sku: "MUG#1", quantity: 1 })) },
      { sku: "" },
      { kind: "lost" },
      { colour: "blue" },
    ];
    for (const example of blocksUnder("What the warehouse reports")) {
      for (const change of changes) {
        const message: unknown = JSON.parse(JSON.stringify({ ...(example as object), ...change }));
        const text = JSON.stringify(message);
        let isTaken = true;
        try {
          readWarehouseMessage(text);
        } catch {
          isTaken = false;
        }
        expect([text, validate.message(message)]).toEqual([text, isTaken]);
      }
    }
  });
});
