/** Of Stripe's 100 requests a second (live) and 25 (test): the shop's own requests need some too. */
export function usualStripeShare(stripeMode: string | undefined): number {
  return stripeMode === "live" ? 50 : 15;
}
