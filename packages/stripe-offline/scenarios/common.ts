import {
  inOlderShape,
  type OlderVersion,
  sampleId,
  type SampleEvent,
  type SampleObject,
  samplePurchase,
  type SamplePurchaseOptions,
  type SampleSession,
} from "../samples/index.ts";
import { type EndingName, endings } from "./endings.ts";
import { type AnyPurchase, type Scenario, scenarioOf, type Outline } from "./scenario.ts";

export interface ScenarioOptions extends SamplePurchaseOptions {
  /** The API version that the account had when the events were made; the pinned one by default. */
  readonly version?: OlderVersion | undefined;
  readonly scarce?: boolean;
}

/** Kinds that are paid, each with its mails to the customer. */
export const paidKinds = {
  payment: ["confirmation"],
  guest: ["confirmation"],
  delayed: ["confirmation"],
  authorized: ["confirmation"],
  invoiced: ["confirmation", "receipt"],
  subscription: ["receipt"],
  renewal: ["receipt"],
  "payment-intent": ["confirmation"],
} as const;

export type PaidKind = keyof typeof paidKinds;

export const paidKindNames = Object.keys(paidKinds) as readonly PaidKind[];

/** A purchase that is paid, and what became of it. `refusedFirst`: the customer's first attempt to pay was refused. */
export function paidScenario(
  kind: PaidKind,
  ending: EndingName,
  refusedFirst: boolean,
  options: ScenarioOptions,
): Scenario {
  const purchase = samplePurchase({ ...options, kind });
  const { chapters, mailed, status, stock, notices } = endings[ending];
  const { aftermath } = purchase;
  // What the samples' delayed payment calls failed is its other ending.
  const refusals = refusedFirst && kind !== "delayed" ? refusalsOf(purchase.events) : [];
  const invoiceRefused = refusals.some(({ type }) => type === "invoice.payment_failed");
  return scenarioFrom(options, purchase, {
    name: `${kind} ${ending}${refusals.length > 0 ? ", refused first" : ""}`,
    events: [...refusals, ...purchase.story, ...chapters.flatMap((chapter): SampleEvent[] => aftermath[chapter].story)],
    objects: chapters.flatMap((chapter): SampleObject[] => aftermath[chapter].objects),
    status,
    mails: [
      ...paidKinds[kind],
      ...(invoiceRefused ? ["payment-failed"] : []),
      ...mailed.map((chapter) => `refund#${aftermath[chapter].events.refundCreated.data.object.id}`),
    ],
    reservation: stock,
    notices: ["pick", ...notices],
  });
}

function refusalsOf(events: Readonly<Record<string, SampleEvent>>): SampleEvent[] {
  return ["paymentFailed", "invoicePaymentFailed"].flatMap((name) => events[name] ?? []);
}

const nothing = { mails: [], notices: [] } as const;

/** Purchases that are not paid, or are free, by name. */
export const otherScenarios = {
  "a delayed payment that waits": (options) => {
    const purchase = samplePurchase({ ...options, kind: "delayed" });
    const events = [purchase.events.completed];
    return scenarioFrom(options, purchase, { ...nothing, events, status: "awaiting-payment", reservation: "reserved" });
  },
  "a delayed payment that fails": (options) => {
    const purchase = samplePurchase({ ...options, kind: "delayed" });
    const { completed, paymentFailed, asyncFailed } = purchase.events;
    return scenarioFrom(options, purchase, {
      events: [completed, paymentFailed, asyncFailed],
      status: "payment-failed",
      mails: ["payment-failed"],
      reservation: "released",
      notices: [],
    });
  },
  "a delayed payment whose session expires": (options) => {
    const purchase = samplePurchase({ ...options, kind: "delayed" });
    const { completed } = purchase.events;
    const events = [completed, expiryOf(completed)];
    return scenarioFrom(options, purchase, { ...nothing, events, status: "expired", reservation: "released" });
  },
  "a delayed payment that is paid though its session expired": (options) => {
    const purchase = samplePurchase({ ...options, kind: "delayed" });
    const { completed, paymentSucceeded, asyncSucceeded } = purchase.events;
    return scenarioFrom(options, purchase, {
      events: [completed, expiryOf(completed), paymentSucceeded, asyncSucceeded],
      status: "paid",
      mails: ["confirmation"],
      reservation: "reserved",
      notices: ["pick"],
    });
  },
  "an authorisation that waits for its capture": (options) => {
    const purchase = samplePurchase({ ...options, kind: "authorized" });
    const { capturable, completed } = purchase.events;
    const events = [capturable, completed];
    return scenarioFrom(options, purchase, { ...nothing, events, status: "awaiting-payment", reservation: "reserved" });
  },
  "an authorisation that the shop cancels": (options) => {
    const purchase = samplePurchase({ ...options, kind: "authorized" });
    const { capturable, completed, paymentCanceled } = purchase.events;
    const events = [capturable, completed, paymentCanceled];
    return scenarioFrom(options, purchase, { ...nothing, events, status: "canceled", reservation: "released" });
  },
  "an authorisation that nobody captures in time": (options) => {
    const purchase = samplePurchase({ ...options, kind: "authorized" });
    const { capturable, completed, chargeExpired, paymentCanceled } = purchase.events;
    const events = [capturable, completed, chargeExpired, paymentCanceled];
    return scenarioFrom(options, purchase, { ...nothing, events, status: "canceled", reservation: "released" });
  },
  "a refund of a customer's cash balance": (options) => {
    const purchase = samplePurchase({ ...options, kind: "payment" });
    const events = purchase.aftermath.fullRefund.story.filter(({ type }) => type.startsWith("refund."));
    const balance = events.map((event) => ({
      ...event,
      data: { object: { ...event.data.object, charge: null, payment_intent: null } },
    }));
    return scenarioFrom(options, purchase, {
      ...nothing,
      events: balance,
      status: undefined,
      reservation: undefined,
    });
  },
  "a free order": (options) => {
    const purchase = samplePurchase({ ...options, kind: "free" });
    return scenarioFrom(options, purchase, {
      events: purchase.story,
      status: "paid",
      mails: ["confirmation"],
      reservation: "reserved",
      notices: ["pick"],
    });
  },
  "a session that expires": (options) => {
    const purchase = samplePurchase({ ...options, kind: "expired" });
    return scenarioFrom(options, purchase, {
      ...nothing,
      events: purchase.story,
      status: "unplaced",
      reservation: "released",
    });
  },
  "a session in setup mode": (options) => {
    const purchase = samplePurchase({ ...options, kind: "setup" });
    return scenarioFrom(options, purchase, {
      ...nothing,
      events: purchase.story,
      status: undefined,
      reservation: undefined,
    });
  },
  "a dispute that is lost, and won a month later": (options) => {
    const purchase = samplePurchase({ ...options, kind: "payment" });
    const { disputeLost, disputeWon } = purchase.aftermath;
    const won = disputeWon.events.disputeClosed;
    return scenarioFrom(options, purchase, {
      events: [...purchase.story, ...disputeLost.story, { ...won, created: won.created + 30 * 24 * 3600 }],
      objects: disputeWon.objects,
      status: "paid",
      mails: ["confirmation"],
      reservation: "reserved",
      notices: ["pick", "hold", "release"],
      closesByTime: true,
    });
  },
  "a payment of something else, refunded": (options) => {
    const purchase = samplePurchase({ ...options, kind: "payment-intent", contents: "line-items" });
    const { fullRefund } = purchase.aftermath;
    return scenarioFrom(options, purchase, {
      ...nothing,
      events: [...purchase.story, ...fullRefund.story],
      objects: fullRefund.objects,
      status: "unplaced",
      reservation: "pending",
    });
  },
} as const satisfies Record<string, (options: ScenarioOptions) => Scenario>;

/** Stripe's expiry of a session that was completed; since 2022-08-01 it names no payment intent. */
export function expiryOf(completed: SampleEvent<SampleSession>): SampleEvent<SampleSession> {
  const { object } = completed.data;
  return {
    ...completed,
    id: sampleId("evt", `${completed.id}/expired`),
    type: "checkout.session.expired",
    created: completed.created + 24 * 3600,
    data: { object: { ...object, status: "expired", payment_intent: null } },
  };
}

/** A purchase and what is expected of it, in the API version of the options. */
export function scenarioFrom(
  options: ScenarioOptions,
  purchase: AnyPurchase,
  outline: Omit<Outline, "name"> & { name?: string },
): Scenario {
  const { version, account, scarce = false } = options;
  const scenario = scenarioOf(purchase, { name: "", ...outline }, { account, scarce });
  if (version === undefined) return scenario;
  return { ...scenario, events: scenario.events.map((event) => inOlderShape(event, version, purchase.ids)) };
}

export const otherScenarioNames = Object.keys(otherScenarios) as readonly (keyof typeof otherScenarios)[];
