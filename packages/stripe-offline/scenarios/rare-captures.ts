import type Stripe from "stripe";
import {
  amountOf,
  inOlderShape,
  type SampleEvent,
  sampleId,
  type SampleObject,
  samplePurchase,
} from "../samples/index.ts";
import { otherScenarios, type ScenarioOptions, scenarioFrom, sold } from "./common.ts";
import { revisedEvent, revisedObject, type Revision } from "./revise.ts";
import type { Scenario } from "./scenario.ts";

/** Captures by hand that bug reports and Stripe's documents show, by name. */
export const rareCaptures = {
  "part of what was authorised captured, and refunded": captured(0.25, "refunded"),
  "more than was authorised captured": captured(1.25, "paid"),
  "part of what was authorised captured, before its session is read": readLate(captured(0.25, "refunded")),
  "part of what was authorised captured, and the rest listed as a refund": withRelease(
    "delayed",
    0.25,
    captured(0.25, "refunded"),
  ),
  "a canceled authorisation that is listed as a refund": withRelease(
    "authorized",
    0,
    otherScenarios["an authorisation that the shop cancels"],
  ),
} as const satisfies Record<string, (options: ScenarioOptions) => Scenario>;

/** As a thin event's session is read after the capture: it shows as paid what was authorised. */
function readLate(make: (options: ScenarioOptions) => Scenario): (options: ScenarioOptions) => Scenario {
  const revision: Revision = { "checkout.session": { payment_status: "paid" } };
  return (options) => {
    const scenario = make(options);
    return {
      ...scenario,
      events: scenario.events.map((event) => revisedEvent(event, revision)),
      objects: scenario.objects.map((object) => revisedObject(object, revision)),
    };
  };
}

/** With what Stripe shows of the release of what was not captured. */
function withRelease(
  kind: "authorized" | "delayed",
  share: number,
  make: (options: ScenarioOptions) => Scenario,
): (options: ScenarioOptions) => Scenario {
  return (options) => {
    const scenario = make(options);
    const { aftermath, ids } = samplePurchase({ ...options, kind });
    const { refundCreated, chargeRefunded } = aftermath.fullRefund.events;
    const { version } = options;
    const shaped = (event: SampleEvent): SampleEvent =>
      version === undefined ? event : inOlderShape(event, version, ids);
    const amountCaptured = Math.round(scenario.amount * share);
    const release = released(refundCreated, scenario.amount - amountCaptured);
    const { amount: amount_refunded } = release.data.object;
    const revision: Revision = {
      charge: { captured: share > 0, amount_captured: amountCaptured, amount_refunded, refunded: share === 0 },
    };
    return {
      ...scenario,
      events: [...scenario.events, shaped(release), shaped(revisedEvent(chargeRefunded, revision))],
      objects: [...scenario.objects.map((object) => revisedObject(object, revision)), release.data.object],
    };
  };
}

/** A session whose payment was authorised, and captured in part, in full or beyond. */
function captured(share: number, end: "paid" | "refunded"): (options: ScenarioOptions) => Scenario {
  return (options) => {
    const purchase = samplePurchase({ ...options, kind: "delayed" });
    const { completed, paymentSucceeded } = purchase.events;
    const amount = Math.round(amountOf(purchase.items) * share);
    const { refundCreated } = purchase.aftermath.fullRefund.events;
    const refund = { ...refundCreated.data.object, amount };
    const isRefunded = end === "refunded";
    const receipt: Revision = { payment_intent: { capture_method: "manual", amount_received: amount } };
    return scenarioFrom(options, purchase, {
      ...sold,
      status: end,
      events: [
        completed,
        authorised(paymentSucceeded),
        revisedEvent(paymentSucceeded, receipt),
        ...(isRefunded ? [{ ...refundCreated, data: { object: refund } }] : []),
      ],
      objects: isRefunded ? [refund] : [],
      amountPaid: amount,
      mails: ["confirmation", ...(isRefunded ? [`refund#${refund.id}`] : [])],
      ...(isRefunded ? { reservation: "released", notices: ["pick", "cancel"] } : {}),
    });
  };
}

function authorised<T extends SampleObject>(succeeded: SampleEvent<T>): SampleEvent<T> {
  const event = revisedEvent(succeeded, {
    payment_intent: { capture_method: "manual", amount_received: 0, status: "requires_capture" },
  });
  const type = "payment_intent.amount_capturable_updated";
  return { ...event, id: sampleId("evt", `${event.id}/held`), type, created: event.created - 3600 };
}

/** How Stripe lists what it releases of an authorisation: as a refund that moves no money. */
export function released({ data, ...event }: SampleEvent<Stripe.Refund>, amount: number): SampleEvent<Stripe.Refund> {
  const { object } = data;
  const refund = { ...object, id: sampleId("re", `${object.id}/release`), amount, balance_transaction: null };
  return { ...event, id: sampleId("evt", `${event.id}/release`), data: { object: refund } };
}
