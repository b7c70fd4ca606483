import type { SampleEvent, SampleItem, SampleObject } from "../samples/index.ts";

/** What must have come of a purchase once all its events are worked off, in whatever order they came. */
interface Expected {
  /** Of the order; undefined: there is none under the key. */
  readonly status: string | undefined;
  /** Keys of the mails' ledger without `mail#<order key>#`: `confirmation`, `refund#<refund id>`. */
  readonly mails: readonly string[];
  /** Status of the reservation; undefined: there is none. */
  readonly reservation: string | undefined;
  /** Kinds of warehouse notices, in any order. */
  readonly notices: readonly string[];
}

/** A purchase with what became of it: all events that Stripe sends, in their usual order. */
export interface Scenario {
  readonly name: string;
  /** Where the order is stored; of a purchase that makes none, where nothing may be. */
  readonly orderKey: string;
  /** The other ids that events file something under, as keys: nothing may stand there by itself in the end. */
  readonly otherKeys: readonly string[];
  /** As the mails tell it. */
  readonly reference: string;
  readonly account?: string;
  readonly items: readonly SampleItem[];
  /** Lower case. */
  readonly currency: string;
  /** In minor units. */
  readonly amount: number;
  readonly events: readonly SampleEvent[];
  /** What Stripe's API knows of it. */
  readonly objects: readonly SampleObject[];
  /** Its goods may run out: a backorder is as right as a reservation. */
  readonly scarce: boolean;
  /** Of two of its events the later one stands: their times may not be made equal. */
  readonly closesByTime: boolean;
  readonly expected: Expected;
}

/** The part of a sample purchase that every kind has. */
export interface AnyPurchase {
  readonly orderKey: string | null;
  readonly ids: Readonly<Record<string, string>>;
  readonly customer: { readonly email: string | null };
  readonly items: readonly SampleItem[];
  readonly currency: string;
  readonly amount: number;
  readonly objects: readonly SampleObject[];
}

export interface Told extends Expected {
  readonly name: string;
  readonly events: readonly SampleEvent[];
  readonly objects?: readonly SampleObject[];
  readonly closesByTime?: boolean;
}

/** Puts a purchase and what is told of it together. Without an address nobody gets a mail. */
export function scenarioOf(
  purchase: AnyPurchase,
  told: Told,
  { account, scarce }: { readonly account?: string | undefined; readonly scarce: boolean },
): Scenario {
  const scoped = (id: string): string => (account === undefined ? id : `${account}/${id}`);
  const [firstId = ""] = Object.values(purchase.ids);
  const orderKey = purchase.orderKey ?? scoped(firstId);
  const keys = Object.values(purchase.ids).map(scoped);
  const { name, events, objects = [], closesByTime = false, status, reservation, notices } = told;
  const mails = purchase.customer.email === null ? [] : told.mails;
  return {
    name,
    orderKey,
    otherKeys: keys.filter((key) => key !== orderKey),
    reference: orderKey.slice(orderKey.lastIndexOf("/") + 1),
    ...(account === undefined ? {} : { account }),
    items: purchase.items,
    currency: purchase.currency,
    amount: purchase.amount,
    events,
    objects: [...purchase.objects, ...objects],
    scarce,
    closesByTime,
    expected: { status, mails, reservation, notices },
  };
}
