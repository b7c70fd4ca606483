import { describe, expect, it } from "vitest";
import { placeholderAddresses } from "./addresses.ts";

const own = {
  sesFromEmail: "orders@shop.io",
  replyTo: "help@shop.io",
  alertEmail: "on-call@example.shop.io",
  alertTargets: ["https://events.pager.io/integration/1/enqueue"],
  warehouseEndpoint: "https://warehouse.shop.io/notices/example.com",
  protectData: true,
};

describe("placeholders of addresses", () => {
  it("are none of a domain that somebody can have", () => {
    expect(placeholderAddresses(own)).toBeUndefined();
    expect(
      placeholderAddresses({ ...own, replyTo: undefined, alertEmail: undefined, warehouseEndpoint: undefined }),
    ).toBeUndefined();
  });

  it("are named in a list too", () => {
    expect(placeholderAddresses({ ...own, alertTargets: ["on-call@shop.io", "https://example.com/hook"] })).toContain(
      "alertTargets is https://example.com/hook: a placeholder",
    );
  });

  it.each([
    ["sesFromEmail", "orders@example.com"],
    ["sesFromEmail", "orders@your-domain.example"],
    ["sesFromEmail", "Blue Shop <orders@example.com>"],
    ["replyTo", "help@example.com"],
    ["alertEmail", "on-call@mail.EXAMPLE.org"],
    ["warehouseEndpoint", "warehouse@shop.invalid"],
    ["warehouseEndpoint", "https://example.net:8443/notices"],
    ["warehouseEndpoint", "https://localhost"],
  ])("are named: %s %s", (name, value) => {
    expect(placeholderAddresses({ ...own, [name]: value })).toContain(`${name} is ${value}: a placeholder`);
  });
});
