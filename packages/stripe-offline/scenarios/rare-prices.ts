import { productsMetadata, sampleExtras, sampleItems } from "../samples/index.ts";
import { twisted } from "./twist.ts";
import type { ScenarioOptions } from "./common.ts";
import type { Scenario } from "./scenario.ts";

const ownPage = {
  shipping: { amount: 500, from_postal_code: null, to_postal_code: "018937" },
  tax: { total_tax_amount: 406 },
};

/** Purchases whose total is more or less than the sum of their prices, and whose address is somewhere else. */
export const rarePrices = {
  "a purchase with shipping, tax and a discount": twisted("payment", "refunded in part", {
    options: {
      contents: "line-items",
      extras: sampleExtras,
      customer: { phone: "+6591234567", locale: "vi" },
    },
  }),
  "prices that contain their tax": twisted("invoiced", "kept", {
    options: { extras: { shipping: 700, taxIncluded: 380 } },
  }),
  "a renewal with a discount and tax": twisted("renewal", "kept", {
    options: { extras: { discount: 1000, tax: 432 }, customer: { phone: "+84901234567" } },
  }),
  "a payment of the shop's own page that names its parts": twisted("payment-intent", "kept", {
    options: { contents: "metadata", extras: { shipping: 500, tax: 406 } },
    revision: { payment_intent: { amount_details: ownPage } },
  }),
  "an address that only the payment has": twisted("payment", "kept", {
    options: { contents: "metadata" },
    revision: { "checkout.session": { collected_information: null } },
  }),
  "a session and its payment that both carry the contents": (options) =>
    twisted("payment", "kept", {
      options: { contents: "metadata", extras: { shipping: 300 } },
      revision: { payment_intent: { metadata: { products: productsOf(options) } } },
    })(options),
} as const satisfies Record<string, (options: ScenarioOptions) => Scenario>;

function productsOf({ items = sampleItems }: ScenarioOptions): string {
  return productsMetadata(items);
}
