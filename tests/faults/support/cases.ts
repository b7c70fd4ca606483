import { isHandledEventType } from "../../../domain/event/types.ts";
import {
  type SampleEvent,
  type SampleObject,
  type SampleThinEvent,
  thinEventOf,
} from "../../../packages/stripe-offline/samples/index.ts";
import type { ScenarioOptions } from "../../../packages/stripe-offline/scenarios/common.ts";
import { type Course, everyKind, purchaseNamed } from "../../../packages/stripe-offline/scenarios/purchases.ts";
import { ofItsOwnGoods } from "../../../packages/stripe-offline/scenarios/rewrite.ts";
import type { Scenario } from "../../../packages/stripe-offline/scenarios/scenario.ts";
import { reportOf } from "../../support/parcels.ts";
import type { Random } from "../../support/random.ts";

/** A fresh purchase and the one event of it that is looked at. */
export interface Case {
  readonly orderKey: string;
  readonly account?: string;
  /** What Stripe's API knows. */
  readonly objects: readonly SampleObject[];
  /** Worked off before. */
  readonly before: readonly SampleEvent[];
  readonly event: SampleEvent;
  /** What Stripe posts of it: the event itself, or its thin one. */
  readonly posted: SampleEvent | SampleThinEvent;
  readonly email: string;
  readonly skus: readonly string[];
}

export interface CaseKind {
  readonly name: string;
  readonly make: (seed: string) => Case;
}

const unitsBought = 2;
export const initialStock = 50;

interface Options extends Omit<ScenarioOptions, "seed" | "at"> {
  /** Nothing of the purchase came before. */
  readonly alone?: boolean;
  /** Whether Stripe posts the thin event. */
  readonly thin?: boolean;
  /** The event is this message of the warehouse's, after all of the purchase. */
  readonly reported?: object;
}

/** Each case buys things that nobody else buys, so that its stock can be looked at alone. */
function caseOf(
  seed: string,
  make: (options: ScenarioOptions) => Scenario,
  {
    placeIn,
    alone = false,
    thin = false,
    reported,
    ...options
  }: Options & { readonly placeIn: (events: Scenario["events"]) => number },
): Case {
  const email = `${seed}@example.com`;
  const item = (name: string) => ({ sku: name, name: `A ${name}`, quantity: unitsBought, unitAmount: 1500 });
  const draft = { seed, items: [item("mug"), item("tee")], customer: { email }, ...options };
  const scenario = ofItsOwnGoods(make(draft), seed);
  const { orderKey, account, objects, goods, events } = scenario;
  const place = reported === undefined ? placeIn(events) : events.length;
  const event = reported === undefined ? events[place] : reportOf(orderKey, reported);
  if (event === undefined) throw new Error(`${scenario.name} has no such event`);
  const before = alone ? [] : events.slice(0, place);
  const whose = account === undefined ? {} : { account };
  const posted = thin ? thinEventOf(event) : event;
  return { orderKey, ...whose, objects, before, event, posted, email, skus: goods.map(({ sku }) => sku) };
}

interface Moment extends Course, Options {
  readonly of: Parameters<typeof purchaseNamed>[0];
  /** The type of the event that is looked at, where it is Stripe's. */
  readonly at?: string;
}

const shipped = { kind: "shipped", parcel: "1", carrier: "SingPost", tracking: "LX123456789SG" };

/** One event of each path through the consumers. */
const moments = {
  "a paid checkout": { of: "payment", at: "checkout.session.completed", alone: true },
  "a paid checkout whose metadata contains its contents, on a connected account": {
    of: "payment",
    at: "checkout.session.completed",
    alone: true,
    account: "acct_1Connected",
    contents: "metadata",
  },
  "a payment before its checkout": { of: "payment", at: "payment_intent.succeeded" },
  "a payment without checkout": { of: "payment-intent", at: "payment_intent.succeeded" },
  "a free checkout": { of: "a free order", at: "checkout.session.completed" },
  "a subscription's invoice after its payment": { of: "subscription", at: "invoice.paid" },
  "a subscription's invoice that was not paid": {
    of: "renewal",
    refusedFirst: true,
    at: "invoice.payment_failed",
    alone: true,
  },
  "a delayed payment's checkout": { of: "delayed", at: "checkout.session.completed" },
  "a delayed payment's arrival": { of: "delayed", at: "checkout.session.async_payment_succeeded" },
  "a delayed payment's failure": { of: "a delayed payment that fails", at: "checkout.session.async_payment_failed" },
  "a checkout's expiry": { of: "a session that expires", at: "checkout.session.expired" },
  "a full refund": { of: "payment", ending: "refunded", at: "refund.created" },
  "a refunded charge": { of: "payment", ending: "refunded", at: "charge.refunded" },
  "a partial refund": { of: "payment", ending: "refunded in part", at: "refund.created" },
  "a refund before its payment": { of: "payment", ending: "refunded", at: "refund.created", alone: true },
  "a dispute": { of: "payment", ending: "disputed and won", at: "charge.dispute.created" },
  "a dispute that is won": { of: "payment", ending: "disputed and won", at: "charge.dispute.closed" },
  "a paid checkout's thin event": { of: "payment", at: "checkout.session.completed", alone: true, thin: true },
  "a shipped parcel": { of: "payment", reported: shipped },
  "a parcel before its order": { of: "payment", reported: shipped, alone: true },
  "a parcel of a refunded order": { of: "payment", ending: "refunded", reported: shipped },
  "a delivered parcel": { of: "subscription", reported: { kind: "delivered", parcel: "1" } },
  "goods that are not on the shelf": { of: "payment", reported: { kind: "out-of-stock" } },
  // Its object does not show what happened: its event is asked for too.
  "a won dispute's thin event": { of: "payment", ending: "disputed and won", at: "charge.dispute.closed", thin: true },
} as const satisfies Record<string, Moment>;

export type CaseKindName = keyof typeof moments;

export const caseKindNames = Object.keys(moments) as readonly CaseKindName[];

export function isThin(name: CaseKindName): boolean {
  const { thin = false }: Moment = moments[name];
  return thin;
}

export function caseKindOf(name: CaseKindName): CaseKind {
  const { of, at, ending, refusedFirst, ...more }: Moment = moments[name];
  const course = {
    ...(ending === undefined ? {} : { ending }),
    ...(refusedFirst === undefined ? {} : { refusedFirst }),
  };
  const placeIn = (events: Scenario["events"]): number => events.findIndex(({ type }) => type === at);
  return {
    name,
    make: (seed) => caseOf(seed, (options) => purchaseNamed(of, options, course), { ...more, placeIn }),
  };
}

/** Of every kind of purchase an event that chance chooses, in either style: in time all of them. */
export function drawnCaseKinds(random: Random): CaseKind[] {
  return everyKind.map(({ name, make }) => {
    const draw = random.part(name);
    const drawn = draw.fraction();
    const thin = draw.chance(0.5);
    const placeIn = (events: Scenario["events"]): number => {
      const places = events.flatMap(({ type }, index) => (isHandledEventType(type) ? [index] : []));
      return places[Math.floor(drawn * places.length)] ?? -1;
    };
    return { name, make: (seed) => caseOf(seed, make, { placeIn, thin }) };
  });
}
