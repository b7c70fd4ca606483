import {
  inOlderShape,
  type OlderVersion,
  sampleId,
  type SampleEvent,
  type SampleObject,
  samplePurchase,
  type SamplePurchase,
  type SamplePurchaseKind,
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
  const ended = endedAs(ending, kind, purchase);
  // What the samples' delayed payment calls failed is its other ending.
  const refusals = refusedFirst && kind !== "delayed" ? refusalsOf(purchase.events) : [];
  const invoiceRefused = refusals.some(({ type }) => type === "invoice.payment_failed");
  return scenarioFrom(options, purchase, {
    ...ended,
    name: `${kind} ${ending}${refusals.length > 0 ? ", refused first" : ""}`,
    events: [...refusals, ...ended.events],
    mails: [...ended.mails, ...(invoiceRefused ? ["payment-failed"] : [])],
  });
}

export function endedAs(
  ending: EndingName,
  kind: PaidKind,
  { story, aftermath }: Pick<SamplePurchase<PaidKind>, "story" | "aftermath">,
) {
  const { chapters, mailed, status, stock, notices } = endings[ending];
  const refunds = mailed.map((chapter) => `refund#${aftermath[chapter].events.refundCreated.data.object.id}`);
  return {
    events: [...story, ...chapters.flatMap((chapter): SampleEvent[] => aftermath[chapter].story)],
    objects: chapters.flatMap((chapter): SampleObject[] => aftermath[chapter].objects),
    status,
    mails: [...paidKinds[kind], ...refunds],
    reservation: stock,
    notices: ["pick", ...notices],
  };
}

function refusalsOf(events: Readonly<Record<string, SampleEvent>>): SampleEvent[] {
  return ["paymentFailed", "invoicePaymentFailed"].flatMap((name) => events[name] ?? []);
}

const nothing = { mails: [], notices: [] } as const;
export const sold = { status: "paid", reservation: "reserved", notices: ["pick"] } as const;

/** Makes a purchase of a kind with what is expected of it. */
export function purchaseOf<Kind extends SamplePurchaseKind>(
  kind: Kind,
  outlineOf: (purchase: SamplePurchase<Kind>) => Omit<Outline, "name">,
): (options: ScenarioOptions) => Scenario {
  return (options) => {
    const purchase = samplePurchase({ ...options, kind });
    return scenarioFrom(options, purchase, outlineOf(purchase));
  };
}

/** Purchases that are not paid, or are free, by name. */
export const otherScenarios = {
  "a delayed payment that waits": purchaseOf("delayed", ({ events: { completed } }) => ({
    ...nothing,
    events: [completed],
    status: "awaiting-payment",
    reservation: "reserved",
  })),
  "a delayed payment that fails": purchaseOf("delayed", ({ events: { completed, paymentFailed, asyncFailed } }) => ({
    events: [completed, paymentFailed, asyncFailed],
    status: "payment-failed",
    mails: ["payment-failed"],
    reservation: "released",
    notices: [],
  })),
  "a delayed payment whose session expires": purchaseOf("delayed", ({ events: { completed } }) => ({
    ...nothing,
    events: [completed, expiryOf(completed)],
    status: "expired",
    reservation: "released",
  })),
  "a delayed payment that is paid though its session expired": purchaseOf("delayed", ({ events }) => ({
    ...sold,
    events: [events.completed, expiryOf(events.completed), events.paymentSucceeded, events.asyncSucceeded],
    mails: ["confirmation"],
  })),
  "an authorisation that waits for its capture": purchaseOf("authorized", ({ events }) => ({
    ...nothing,
    events: [events.capturable, events.completed],
    status: "awaiting-payment",
    reservation: "reserved",
  })),
  "an authorisation that the shop cancels": purchaseOf("authorized", ({ events }) => ({
    ...nothing,
    events: [events.capturable, events.completed, events.paymentCanceled],
    status: "canceled",
    reservation: "released",
  })),
  "an authorisation that nobody captures in time": purchaseOf("authorized", ({ events }) => ({
    ...nothing,
    events: [events.capturable, events.completed, events.chargeExpired, events.paymentCanceled],
    status: "canceled",
    reservation: "released",
  })),
  "a refund of a customer's cash balance": purchaseOf("payment", ({ aftermath }) => ({
    ...nothing,
    events: aftermath.fullRefund.story
      .filter(({ type }) => type.startsWith("refund."))
      .map((event) => ({ ...event, data: { object: { ...event.data.object, charge: null, payment_intent: null } } })),
    status: undefined,
    reservation: undefined,
  })),
  "a free order": purchaseOf("free", ({ story }) => ({ ...sold, events: story, mails: ["confirmation"] })),
  "a session that expires": purchaseOf("expired", ({ story }) => ({
    ...nothing,
    events: story,
    status: "unplaced",
    reservation: "released",
  })),
  "a session in setup mode": purchaseOf("setup", ({ story }) => ({
    ...nothing,
    events: story,
    status: undefined,
    reservation: undefined,
  })),
  "a dispute that is lost, and won a month later": purchaseOf("payment", ({ story, aftermath }) =>
    closedTwice(story, aftermath.disputeLost, aftermath.disputeWon),
  ),
  "a payment of something else, refunded": (options) =>
    purchaseOf("payment-intent", ({ story, aftermath: { fullRefund } }) => ({
      ...nothing,
      events: [...story, ...fullRefund.story],
      objects: fullRefund.objects,
      status: "unplaced",
      reservation: "pending",
    }))({ ...options, contents: "line-items" }),
} as const satisfies Record<string, (options: ScenarioOptions) => Scenario>;

type Closed = SamplePurchase<"payment">["aftermath"]["disputeLost" | "disputeWon"];

/** A dispute that is closed in one way and a month later in the other, which counts. */
export function closedTwice(story: readonly SampleEvent[], first: Closed, later: Closed): Omit<Outline, "name"> {
  const closing = later.events.disputeClosed;
  return {
    ...sold,
    events: [...story, ...first.story, { ...closing, created: closing.created + 30 * 24 * 3600 }],
    objects: later.objects,
    mails: ["confirmation"],
    notices: ["pick", "hold", "release"],
    closesByTime: true,
  };
}

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
