import type Stripe from "stripe";
import { sampleAddress } from "./address.ts";
import { sampleToken } from "./ids.ts";
import type { SampleContext } from "./types.ts";

/** The customer as Stripe keeps it, with the address that Checkout collected; of a guest nothing. */
export function sampleCustomer({ seed, at, currency, livemode, customer }: SampleContext): Stripe.Customer[] {
  const { id, email, name, phone = null, locale } = customer;
  if (id === undefined) return [];
  return [
    {
      id,
      object: "customer",
      address: sampleAddress,
      balance: 0,
      created: at - 60,
      currency,
      customer_account: null,
      default_source: null,
      delinquent: false,
      description: null,
      discount: null,
      email,
      invoice_prefix: sampleToken(`prefix/${seed}`, 8).toUpperCase(),
      invoice_settings: {
        custom_fields: null,
        default_payment_method: null,
        footer: null,
        rendering_options: null,
      },
      livemode,
      metadata: {},
      name,
      next_invoice_sequence: 2,
      phone,
      preferred_locales: locale === undefined ? [] : [locale],
      shipping: { address: sampleAddress, name: name ?? "Jenny Rosen", phone },
      tax_exempt: "none",
      test_clock: null,
    },
  ];
}
