import { isObject } from "../../aws-offline/input.ts";
import type { Report } from "./report.ts";
import { revisedEvent, revisedObject, type Revision } from "./revise.ts";
import type { SampleEvent, SampleItem, SampleObject } from "../samples/index.ts";

/** What must have come of a purchase once all its events are worked off, in whatever order they came. */
interface Expected {
  /** Of the order; undefined: there is none under the key. */
  readonly status: string | undefined;
  /** Of the order; undefined: the warehouse has reported nothing. */
  readonly fulfilment?: string;
  /** Keys of the mails' ledger without `mail#<order key>#`: `confirmation`, `refund#<refund id>`. */
  readonly mails: readonly string[];
  /** Status of the reservation; undefined: there is none. */
  readonly reservation: string | undefined;
  /** Kinds of warehouse notices, in any order. */
  readonly notices: readonly string[];
  /** In minor units; not looked at where it is left out. */
  readonly amountPaid?: number;
  /** What some mail says. */
  readonly texts?: readonly string[];
}

/** A purchase with what became of it: all events that Stripe sends, in their usual order. */
export interface Scenario {
  readonly name: string;
  /** Where the order is stored; of a purchase that makes none, where nothing may be. */
  readonly orderKey: string;
  /** The other ids that events file something under, as keys: nothing may be there on its own in the end. */
  readonly otherKeys: readonly string[];
  /** As the mails show it. */
  readonly reference: string;
  readonly account?: string;
  readonly items: readonly SampleItem[];
  /** The part that is kept in stock. */
  readonly goods: readonly SampleItem[];
  /** Lower case. */
  readonly currency: string;
  /** In minor units. */
  readonly amount: number;
  readonly events: readonly SampleEvent[];
  /** What the warehouse sends of it. */
  readonly reports?: readonly Report[];
  /** What Stripe's API knows of it after the last event. */
  readonly objects: readonly SampleObject[];
  /** Its goods may run out: a backorder is as right as a reservation. */
  readonly scarce: boolean;
  /** Of two of its events the later one wins: their times may not be made equal. */
  readonly closesByTime: boolean;
  /** Ids of events that belong to the purchase and leave no trace in its order. */
  readonly apart: readonly string[];
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

export interface Outline extends Expected {
  readonly name: string;
  readonly events: readonly SampleEvent[];
  readonly objects?: readonly SampleObject[];
  readonly closesByTime?: boolean;
  readonly apart?: readonly string[];
  /** What the order contains, where it is not what the purchase says. */
  readonly items?: readonly SampleItem[];
  readonly goods?: readonly SampleItem[];
  /** Of all events and objects. */
  readonly revision?: Revision;
}

/** Completes a purchase's outline to a scenario. Without an address nobody gets a mail. */
export function scenarioOf(
  purchase: AnyPurchase,
  outline: Outline,
  { account, scarce }: { readonly account?: string | undefined; readonly scarce: boolean },
): Scenario {
  const scoped = (id: string): string => (account === undefined ? id : `${account}/${id}`);
  const [firstId = ""] = Object.values(purchase.ids);
  const orderKey = purchase.orderKey ?? scoped(firstId);
  const keys = Object.values(purchase.ids).map(scoped);
  const { name, objects = [], closesByTime = false, apart = [], status, reservation, notices, revision = {} } = outline;
  const { items = purchase.items, goods = items, amountPaid, texts = [] } = outline;
  const mails = purchase.customer.email === null ? [] : outline.mails;
  const events = outline.events.map((event) => revisedEvent(event, revision));
  return {
    name,
    orderKey,
    otherKeys: keys.filter((key) => key !== orderKey),
    reference: orderKey.slice(orderKey.lastIndexOf("/") + 1),
    ...(account === undefined ? {} : { account }),
    items,
    goods,
    currency: purchase.currency,
    amount: purchase.amount,
    events,
    objects: [...purchase.objects, ...objects].map((object) => atTheEnd(revisedObject(object, revision), events)),
    scarce,
    closesByTime,
    apart,
    expected: {
      status,
      mails,
      reservation,
      notices,
      texts: mails.length === 0 ? [] : texts,
      ...(amountPaid === undefined ? {} : { amountPaid }),
    },
  };
}

/** As the last of its own events shows it, with its lists, of which an event shows the first page at most. */
function atTheEnd(object: SampleObject, events: readonly SampleEvent[]): SampleObject {
  const last = events
    .filter(({ data }) => data.object.id === object.id)
    .toSorted((a, b) => a.created - b.created)
    .at(-1);
  const lists = Object.entries(object).filter(([, value]) => isObject(value) && value["object"] === "list");
  return Object.assign({}, object, last?.data.object, Object.fromEntries(lists));
}
