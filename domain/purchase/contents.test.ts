import { describe, expect, it } from "vitest";
import { itemsOfInvoice, itemsOfProducts, itemsOfSession } from "./contents.ts";
import type { StripeObject } from "../event/event.ts";

const products = (...entries: object[]) => JSON.stringify(entries);

describe("itemsOfProducts", () => {
  it("sums equal SKUs and names what has no name by its SKU", () => {
    const text = products(
      { sku: "A", quantity: 1, name: "Apple" },
      { sku: " B ", quantity: 2 },
      { sku: "A", quantity: 3 },
    );
    expect(itemsOfProducts(text)).toEqual([
      { sku: "A", name: "Apple", quantity: 4, goods: true },
      { sku: "B", name: "B", quantity: 2, goods: true },
    ]);
  });

  it("sells a part of a thing, and as much of it as one likes", () => {
    expect(itemsOfProducts(products({ sku: "A", quantity: 0.5 }, { sku: "B", quantity: 1e12 }))).toMatchObject([
      { sku: "A", quantity: 0.5 },
      { sku: "B", quantity: 1e12 },
    ]);
  });

  it("reads numbers written as texts, and leaves out what is sold zero times", () => {
    const text = products({ sku: 4711, quantity: "2", name: null }, { sku: "B", quantity: 0 });
    expect(itemsOfProducts(text)).toEqual([{ sku: "4711", name: "4711", quantity: 2, goods: true }]);
  });

  it("takes any number of SKUs", () => {
    const entries = Array.from({ length: 250 }, (_, index) => ({ sku: `S${index}`, quantity: 1 }));
    expect(itemsOfProducts(products(...entries))).toHaveLength(250);
  });

  it.each([
    "",
    "no JSON",
    products({ sku: "A", quantity: 1, name: "cut at 500 characters" }).slice(0, 30),
    "{}",
    "[]",
    "[null]",
    products({ quantity: 1 }),
    products({ sku: "", quantity: 1 }),
    products({ sku: "A" }),
    products({ sku: "A", quantity: 0 }),
    products({ sku: "A", quantity: -1 }),
    products({ sku: "A", quantity: "one" }),
    products({ sku: "A", quantity: "-1" }),
    products({ sku: "A".repeat(201), quantity: 1 }),
    '[{"sku":"A","quantity":1e400}]',
  ])("cannot read %j", (text) => {
    expect(itemsOfProducts(text)).toBeUndefined();
  });
});

const product = { id: "prod_1", name: "Mug", metadata: { sku: "MUG" } };

describe("itemsOfSession", () => {
  it.each([
    ["the product's metadata", { lookup_key: "mug", product }, "MUG"],
    ["the price's lookup key", { lookup_key: "mug", product: { ...product, metadata: {} } }, "mug"],
    ["the product's id", { lookup_key: null, product: { ...product, metadata: { sku: " " } } }, "prod_1"],
    ["the product's id, not expanded", { lookup_key: null, product: "prod_1" }, "prod_1"],
    ["the price's id", { id: "price_1" }, "price_1"],
    ["the line's id", null, "li_1"],
    [
      "the price's id where the others are too long",
      { lookup_key: "m".repeat(201), id: "p".repeat(200) },
      "p".repeat(200),
    ],
  ])("takes the SKU from %s", (_where, price, sku) => {
    const [item] = itemsOfSession([{ id: "li_1", description: "A mug", quantity: 2, price }]);
    expect(item).toMatchObject({ sku, quantity: 2, goods: true });
  });

  it("names a line by its product, else its description, within 200 characters", () => {
    const lines = [
      { id: "li_1", description: "A mug", price: { product } },
      { id: "li_2", description: "<b>A tee</b>".repeat(50), price: { product: "prod_2" } },
    ];
    const [mug, tee] = itemsOfSession(lines);
    expect(mug).toMatchObject({ name: "Mug", quantity: 1 });
    expect(tee?.name).toHaveLength(200);
  });

  it("cuts a name between two characters, never within one", () => {
    const family = "👩‍👩‍👧‍👦";
    const names = [`${"a".repeat(199)}🫖`, `${"a".repeat(195)}${family}`, "half\ud83d a pair"].map(
      (name) => itemsOfSession([{ id: "li_1", description: name, price: null }])[0]?.name,
    );
    expect(names).toEqual(["a".repeat(199), "a".repeat(195), "half\ufffd a pair"]);
  });

  it("keeps what is not shipped out of the stock, and what is of the same SKU apart from it", () => {
    const ebook = { id: "prod_2", name: "E-book", shippable: false, metadata: {} };
    const lines = [
      { id: "li_1", price: { product } },
      { id: "li_2", price: { product: ebook } },
      { id: "li_3", price: { product: { ...ebook, shippable: null } } },
      { id: "li_4", price: { product: { ...ebook, shippable: true } } },
    ];
    expect(itemsOfSession(lines)).toMatchObject([
      { sku: "MUG", quantity: 1, goods: true },
      { sku: "prod_2", quantity: 1, goods: false },
      { sku: "prod_2", quantity: 2, goods: true },
    ]);
  });

  it.each([
    [1e9, 1e9],
    [13_580_246_790, 13_580_246_790],
    [2 ** 60, Number.MAX_SAFE_INTEGER],
    ["2", 2],
    [null, 1],
    [undefined, 1],
    ["many", 1],
  ])("reads the quantity %j as %d", (quantity, read) => {
    expect(itemsOfSession([{ id: "li_1", quantity, price: { product } }])).toMatchObject([{ quantity: read }]);
  });
});

describe("itemsOfInvoice", () => {
  const line = { id: "il_1", quantity: 1, price: { product } };

  it("leaves out prorations of every shape, credits, and quantities of none", () => {
    const lines = [
      { ...line, proration: true },
      { ...line, parent: { subscription_item_details: { proration: true } } },
      { ...line, parent: { invoice_item_details: { proration: true } } },
      { ...line, amount: -500 },
      { ...line, quantity: 0 },
      { ...line, quantity: -1 },
      { ...line, amount: 0 },
    ];
    expect(itemsOfInvoice(lines)).toEqual([
      { sku: "MUG", name: "Mug", quantity: 1, goods: true, unitAmount: 0, amount: 0 },
    ]);
  });

  it("calls goods only what its product's metadata names, and not even that where it is not shipped", () => {
    const items = itemsOfInvoice([
      { ...line, price: { lookup_key: "support", product: "prod_2" } },
      { ...line, price: { product: { ...product, shippable: false } } },
      { ...line, price: { product: { ...product, shippable: true } } },
    ]);
    expect(items).toMatchObject([
      { sku: "support", goods: false },
      { sku: "MUG", goods: false },
      { sku: "MUG", goods: true },
    ]);
  });

  it("takes the decimal quantity before the one that is truncated", () => {
    expect(itemsOfInvoice([{ ...line, quantity: 2, quantity_decimal: "2.75" }])).toMatchObject([{ quantity: 2.75 }]);
  });

  it("sells less than one of a thing, and sums parts as a person would", () => {
    const parts = ["0.1", "0.2", "0.000000000001"].map((quantity_decimal) => ({
      ...line,
      quantity: 0,
      quantity_decimal,
    }));
    expect(itemsOfInvoice(parts)).toMatchObject([{ quantity: 0.300000000001 }]);
  });

  it("takes the truncated quantity where the decimal one is missing or null", () => {
    expect(itemsOfInvoice([{ ...line, quantity: 3, quantity_decimal: null }])).toMatchObject([{ quantity: 3 }]);
  });

  it("takes an id that Stripe did not make: a legacy plan's, and a product's of one's own", () => {
    const pricing = { price_details: { price: "gold-monthly", product: "gold" } };
    expect(itemsOfInvoice([{ id: "il_1", pricing }])).toMatchObject([{ sku: "gold", goods: false }]);
    expect(itemsOfInvoice([{ id: "il_1", price: { id: "gold-monthly" } }])).toMatchObject([{ sku: "gold-monthly" }]);
  });

  it("fits 250 lines of the longest names and SKUs into an item and into a notice to the warehouse", () => {
    const lines = Array.from({ length: 250 }, (_, index) => {
      const sku = `${index}-`.padEnd(200, "S");
      return { id: `il_${index}`, description: "น้ำ".repeat(500), price: { product: { metadata: { sku } } } };
    });
    const items = itemsOfInvoice(lines);
    expect(items).toHaveLength(250);
    expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThan(240 * 1024);
  });

  it("reads the shape of 2025-03-31, whose lines have a pricing", () => {
    const pricing = { price_details: { price: "price_1", product: "prod_1" } };
    expect(itemsOfInvoice([{ id: "il_1", quantity: 3, pricing }])).toMatchObject([{ sku: "prod_1", quantity: 3 }]);
    const expanded = { price_details: { price: { id: "price_1", product } } };
    expect(itemsOfInvoice([{ id: "il_1", pricing: expanded }])).toMatchObject([{ sku: "MUG", goods: true }]);
  });
});

describe("the prices of a line", () => {
  const priced = (line: object) => itemsOfSession([{ id: "li_1", quantity: 2, currency: "usd", ...line }])[0];
  const price = { id: "price_1", currency: "usd", unit_amount_decimal: "349.5" };

  it.each<[what: string, line: object, prices: { unitAmount?: number; amount?: number }]>([
    ["a session's", { amount_subtotal: 699, amount: 1, price }, { unitAmount: 349.5, amount: 699 }],
    ["an invoice's", { subtotal: 699, amount: 1, price }, { unitAmount: 349.5, amount: 699 }],
    ["an invoice's before there was a subtotal", { amount: 699, price }, { unitAmount: 349.5, amount: 699 }],
    [
      "an invoice's pricing",
      { amount: 699, pricing: { unit_amount_decimal: "349.5" } },
      { unitAmount: 349.5, amount: 699 },
    ],
    [
      "a price whose currency is not shown",
      { amount: 700, price: { ...price, currency: undefined } },
      { unitAmount: 349.5, amount: 700 },
    ],
    [
      "a price in another currency",
      { amount: 700, price: { ...price, currency: "eur" } },
      { unitAmount: 350, amount: 700 },
    ],
    [
      "a price of tiers",
      { amount: 700, price: { ...price, unit_amount_decimal: null } },
      { unitAmount: 350, amount: 700 },
    ],
    ["an empty price", { amount: 700, price: { ...price, unit_amount_decimal: "" } }, { unitAmount: 350, amount: 700 }],
    [
      "an empty price, and units that differ",
      { amount: 701, price: { ...price, unit_amount_decimal: "" } },
      { amount: 701 },
    ],
    ["units that differ", { amount: 701, price: { id: "price_1" } }, { amount: 701 }],
    ["a price that is not a number", { amount: 700, price: { ...price, unit_amount_decimal: "x" } }, { amount: 700 }],
    ["no amount", { price }, {}],
  ])("are those of %s", (_, line, prices) => {
    const { unitAmount, amount } = priced(line) ?? {};
    expect({ unitAmount, amount }).toEqual({ unitAmount: prices.unitAmount, amount: prices.amount });
  });

  it("add up over lines of one SKU, and to one price where it is one", () => {
    const line = (amount: number | undefined, unit: string): StripeObject => ({
      id: "li_1",
      quantity: 1,
      amount_subtotal: amount,
      price: { id: "price_1", unit_amount_decimal: unit },
    });
    const together = (...lines: StripeObject[]) => itemsOfSession(lines);
    expect(together(line(300, "300"), line(300, "300"))).toMatchObject([{ quantity: 2, amount: 600, unitAmount: 300 }]);
    const [differing] = together(line(300, "300"), line(400, "400"));
    expect(differing).toMatchObject({ quantity: 2, amount: 700 });
    expect(differing).not.toHaveProperty("unitAmount");
    for (const lines of [
      [line(300, "300"), line(undefined, "")],
      [line(undefined, ""), line(300, "300")],
    ]) {
      expect(together(...lines)[0]).toMatchObject({ quantity: 2 });
      expect(together(...lines)[0]).not.toHaveProperty("amount");
    }
  });
});
