import { describe, expect, it } from "vitest";
import { itemsOfInvoice, itemsOfProducts, itemsOfSession } from "./contents.ts";

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

  it.each([
    "",
    "no JSON",
    "{}",
    "[]",
    "[null]",
    products({ quantity: 1 }),
    products({ sku: "", quantity: 1 }),
    products({ sku: "A" }),
    products({ sku: "A", quantity: 0 }),
    products({ sku: "A", quantity: -1 }),
    products({ sku: "A", quantity: 1.5 }),
    products({ sku: "A", quantity: "1" }),
    products({ sku: "A", quantity: 1e9 }),
    products({ sku: "A".repeat(201), quantity: 1 }),
  ])("rejects %j as invalid-products", (text) => {
    expect(() => itemsOfProducts(text)).toThrow(
      expect.objectContaining({ causeCode: "invalid-products", disposition: "reject" }),
    );
  });

  it("takes 99 SKUs, and rejects the hundredth by its name", () => {
    const entries = Array.from({ length: 100 }, (_, index) => ({ sku: `S${index}`, quantity: 1 }));
    expect(itemsOfProducts(products(...entries.slice(1)))).toHaveLength(99);
    expect(() => itemsOfProducts(products(...entries))).toThrow(
      expect.objectContaining({ causeCode: "too-many-skus" }),
    );
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

  it.each([1e9, 1.5, "2"])("rejects the quantity %j", (quantity) => {
    expect(() => itemsOfSession([{ id: "li_1", quantity, price: { product } }])).toThrow(
      expect.objectContaining({ causeCode: "invalid-products" }),
    );
  });
});

describe("itemsOfInvoice", () => {
  const line = { id: "il_1", quantity: 1, price: { product } };

  it("leaves out prorations of every shape, and quantities of none", () => {
    const lines = [
      { ...line, proration: true },
      { ...line, parent: { subscription_item_details: { proration: true } } },
      { ...line, parent: { invoice_item_details: { proration: true } } },
      { ...line, quantity: 0 },
      { ...line, quantity: -1 },
      line,
    ];
    expect(itemsOfInvoice(lines)).toEqual([{ sku: "MUG", name: "Mug", quantity: 1, goods: true }]);
  });

  it("calls goods only what its product's metadata names", () => {
    const [item] = itemsOfInvoice([{ ...line, price: { lookup_key: "support", product: "prod_2" } }]);
    expect(item).toMatchObject({ sku: "support", goods: false });
  });

  it("reads the shape of 2025-03-31, whose lines have a pricing", () => {
    const pricing = { price_details: { price: "price_1", product: "prod_1" } };
    expect(itemsOfInvoice([{ id: "il_1", quantity: 3, pricing }])).toMatchObject([{ sku: "prod_1", quantity: 3 }]);
  });
});
