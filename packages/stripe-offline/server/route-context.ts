import type { AccountStore } from "./account-store.ts";
import type { Parameters } from "./parameters.ts";
import type { JsonObject, StripeObject } from "./stripe-object.ts";

export interface Route {
  method: string;
  path: RegExp;
  /** @param id the path's variable part */
  handle: (parameters: Parameters, context: RouteContext, id: string) => JsonObject;
}

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
