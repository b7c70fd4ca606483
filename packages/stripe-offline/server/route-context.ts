import type { AccountStore } from "./account-store.ts";
import type { StripeObject } from "./stripe-object.ts";

/** What a route works with. */
export interface RouteContext {
  store: AccountStore;
  /** The mode of the API key: objects of the other one are not seen. */
  livemode: boolean;
  account: string | undefined;
  /** Epoch seconds. */
  now: number;
  /** Takes an event that the API itself caused; it is not delivered automatically. */
  emit(event: StripeObject): void;
}
