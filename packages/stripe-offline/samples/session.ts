import { sampleAddress } from "./address.ts";
import { sampleLineItem } from "./catalog.ts";
import { sampleId, sampleToken } from "./ids.ts";
import { sampleShippingCost } from "./shipping-cost.ts";
import { amountOf, type SampleContext, type SampleSession, totalOf } from "./types.ts";

export interface SampleSessionOptions {
  mode: "payment" | "subscription" | "setup";
  status: "complete" | "expired" | "open";
  paymentStatus: "paid" | "unpaid" | "no_payment_required";
  paymentIntent?: string;
  subscription?: string;
  invoice?: string;
  setupIntent?: string;
  metadata?: Record<string, string>;
  paymentMethodTypes?: string[];
  /** A coupon takes the whole price off. */
  free?: boolean;
  invoiceCreation?: boolean;
}

/** A Checkout session as Stripe's events carry it: without line items. */
export function sampleSession(context: SampleContext, options: SampleSessionOptions): SampleSession {
  const { mode, status } = options;
  const id = sampleId(context.livemode ? "cs_live" : "cs", context.seed);
  const subtotal = mode === "setup" ? null : amountOf(context.items);
  const { shipping = 0, tax = 0, taxIncluded = 0, ...extras } = context.extras ?? {};
  const discount = options.free === true ? (subtotal ?? 0) : (extras.discount ?? 0);
  const isGuest = context.customer.id === undefined;
  const invoiceData = {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: null,
    metadata: {},
    rendering_options: null,
  };
  return {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: mode === "payment" },
    after_expiration: null,
    allow_promotion_codes: options.free === true ? true : null,
    allowed_payment_method_types: null,
    amount_subtotal: subtotal,
    amount_total: subtotal === null ? null : options.free === true ? 0 : totalOf(context),
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: "auto",
    branding_settings: {
      background_color: "#ffffff",
      border_style: "rounded",
      button_color: "#0074d4",
      display_name: "Order Processing Sample Shop",
      font_family: "default",
      icon: null,
      logo: null,
    },
    cancel_url: "https://shop.example.com/checkout/cancelled",
    client_reference_id: `cart-${sampleToken(`cart/${context.seed}`, 10)}`,
    client_secret: null,
    collected_information: {
      business_name: null,
      individual_name: null,
      shipping_details:
        mode === "payment" ? { address: sampleAddress, name: context.customer.name ?? "Jenny Rosen" } : null,
    },
    consent: null,
    consent_collection: { payment_method_reuse_agreement: null, promotions: "none", terms_of_service: "none" },
    created: context.at,
    currency: mode === "setup" ? null : context.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: context.customer.id ?? null,
    customer_account: null,
    customer_creation: mode === "payment" ? (isGuest ? "if_required" : "always") : null,
    customer_details: {
      address: sampleAddress,
      business_name: null,
      email: context.customer.email,
      individual_name: null,
      name: context.customer.name,
      phone: context.customer.phone ?? null,
      tax_exempt: "none",
      tax_ids: [],
    },
    customer_email: null,
    discounts: discount > 0 ? [{ coupon: "OFF100", promotion_code: null }] : [],
    expires_at: context.at + 24 * 3600,
    integration_identifier: null,
    invoice: options.invoice ?? null,
    invoice_creation:
      mode === "payment" ? { enabled: options.invoiceCreation === true, invoice_data: invoiceData } : null,
    livemode: context.livemode,
    locale: null,
    managed_payments: { enabled: false },
    metadata: options.metadata ?? {},
    mode,
    origin_context: null,
    payment_intent: options.paymentIntent ?? null,
    payment_link: null,
    payment_method_collection: mode === "payment" ? "if_required" : "always",
    payment_method_configuration_details: { id: "pmc_1OfflineSampleShopConfig00", parent: null },
    payment_method_options: { card: { request_three_d_secure: "automatic" } },
    payment_method_types: options.paymentMethodTypes ?? ["card", "link"],
    payment_status: options.paymentStatus,
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: isGuest
      ? null
      : { allow_redisplay_filters: ["always"], payment_method_remove: "disabled", payment_method_save: null },
    setup_intent: options.setupIntent ?? null,
    shipping_address_collection: mode === "payment" ? { allowed_countries: ["SG", "MY", "JP"] } : null,
    shipping_cost: sampleShippingCost(shipping),
    shipping_options: [],
    status,
    submit_type: null,
    subscription: options.subscription ?? null,
    success_url: "https://shop.example.com/checkout/thanks?session_id={CHECKOUT_SESSION_ID}",
    total_details:
      mode === "setup" ? null : { amount_discount: discount, amount_shipping: shipping, amount_tax: tax + taxIncluded },
    ui_mode: "hosted_page",
    url: status === "open" ? `https://checkout.stripe.com/c/pay/${id}` : null,
    wallet_options: null,
  };
}

/** The session as `retrieve` with expanded line items returns it: all lines, whatever their number. */
export function withLineItems(session: SampleSession, context: SampleContext, free = false): SampleSession {
  const recurring = session.mode === "subscription";
  return {
    ...session,
    line_items: {
      object: "list",
      data: context.items.map((item, index) => sampleLineItem(item, index, context, { recurring, free })),
      has_more: false,
      url: `/v1/checkout/sessions/${session.id}/line_items`,
    },
  };
}
