/**
 * Every business metric, once: functions emit by these names, dashboards and alarms read by them. All carry the
 * dimension `Stage`, and one after the other their own: RecordsFailed is there by Stage, by Stage and Consumer, and by
 * Stage, Consumer and Cause. Dimension values are few by design (types, causes, kinds): an id never is one.
 */
export const metricNamespace = "OrderProcessingSystem";

type MetricUnit = "Count" | "Seconds" | "None";

export interface MetricDefinition {
  readonly unit: MetricUnit;
  readonly dimensions: readonly string[];
  readonly meaning: string;
}

export const metricCatalogue = {
  // The webhook
  EventsReceived: {
    unit: "Count",
    dimensions: ["EventType"],
    meaning: "accepted events; types nobody handles are `other`",
  },
  ConnectEventsReceived: { unit: "Count", dimensions: [], meaning: "accepted events of connected accounts" },
  EventsUnhandled: { unit: "Count", dimensions: [], meaning: "accepted, archived, of a type that nobody handles" },
  EventsUnknownVersion: {
    unit: "Count",
    dimensions: [],
    meaning: "accepted events of an api version whose shapes are not known here",
  },
  EventsThin: { unit: "Count", dimensions: [], meaning: "accepted thin events, which name their object" },
  EventsInAnotherStyle: {
    unit: "Count",
    dimensions: [],
    meaning: "accepted, archived and handled by nobody, though their type is one of ours in a style that is not read",
  },
  EventsOtherLivemode: {
    unit: "Count",
    dimensions: [],
    meaning: "accepted events of the livemode that this stack does not process",
  },
  EventsOversize: { unit: "Count", dimensions: [], meaning: "events too large for SNS, sent as a stub" },
  SignaturesVerified: {
    unit: "Count",
    dimensions: ["Secret"],
    meaning: "right signatures, by the number of the signing secret; with `-previous` by the one before a roll",
  },
  WebhookRefused: { unit: "Count", dimensions: ["Reason"], meaning: "responses 400 and 413" },
  WebhookFailed: { unit: "Count", dimensions: ["Reason"], meaning: "responses 500: Stripe will send again" },
  DeliveryLag: { unit: "Seconds", dimensions: [], meaning: "from the event's creation at Stripe to its acceptance" },
  EventsMissing: {
    unit: "Count",
    dimensions: [],
    meaning: "events that Stripe has and the journal lacks, by the scheduled count; 0 where nothing is missing",
  },
  // All consumers
  RecordsProcessed: { unit: "Count", dimensions: ["Consumer"], meaning: "queue records done" },
  EventDelay: {
    unit: "Seconds",
    dimensions: ["Consumer"],
    meaning: "from an event's acceptance by the webhook to its being applied; a replayed event has none",
  },
  RecordsFailed: { unit: "Count", dimensions: ["Consumer", "Cause"], meaning: "queue records given back, by cause" },
  RecordsWaiting: {
    unit: "Count",
    dimensions: ["Consumer", "Cause"],
    meaning: "queue records put off for what passes on its own: no failure",
  },
  WaitingAge: {
    unit: "Seconds",
    dimensions: ["Consumer"],
    meaning: "how long a record that is put off has waited before",
  },
  RecordsOtherLivemode: {
    unit: "Count",
    dimensions: ["Consumer"],
    meaning: "records skipped because of their livemode",
  },
  OversizeFetched: { unit: "Count", dimensions: ["Consumer"], meaning: "oversize events fetched again from Stripe" },
  ThinFetched: {
    unit: "Count",
    dimensions: ["Consumer"],
    meaning: "thin events whose object was fetched from Stripe; the other consumers share it",
  },
  // Orders
  OrdersPlaced: { unit: "Count", dimensions: [], meaning: "orders that came to be" },
  OrdersPaid: { unit: "Count", dimensions: [], meaning: "orders that became paid" },
  OrderValue: { unit: "None", dimensions: ["Currency"], meaning: "amount of orders that became paid, in the currency" },
  OrdersRefunded: { unit: "Count", dimensions: [], meaning: "orders that became fully refunded" },
  OrdersDisputed: { unit: "Count", dimensions: [], meaning: "orders that became disputed: someone must respond" },
  OrdersMerged: { unit: "Count", dimensions: [], meaning: "payment intents' facts absorbed by their invoice" },
  OrderConflicts: { unit: "Count", dimensions: [], meaning: "writes tried again because another came between" },
  EventsRepeated: { unit: "Count", dimensions: ["Consumer"], meaning: "events that had been applied before" },
  EventsWithoutPayment: {
    unit: "Count",
    dimensions: [],
    meaning: "refunds and disputes without charge and payment intent, as of a customer's cash balance: no order",
  },
  SetupSessions: { unit: "Count", dimensions: [], meaning: "Checkout sessions in setup mode: no order" },
  // E-mail
  EmailsSent: { unit: "Count", dimensions: ["Kind"], meaning: "e-mails that SES accepted" },
  EmailsWithoutAddress: { unit: "Count", dimensions: ["Kind"], meaning: "no address was known: no e-mail" },
  EmailsSuppressed: {
    unit: "Count",
    dimensions: ["Kind"],
    meaning: "an earlier e-mail to the address bounced for good, or its reader complained: no e-mail",
  },
  EmailOutcomes: {
    unit: "Count",
    dimensions: ["Outcome"],
    meaning: "what SES reports of e-mails that it had accepted: delayed, rejected, bounced, complained",
  },
  EmailsOutcomeUnknown: {
    unit: "Count",
    dimensions: ["Kind"],
    meaning: "a send without a response: never sent again automatically",
  },
  // Inventory
  Reservations: { unit: "Count", dimensions: [], meaning: "orders whose stock was reserved" },
  Backorders: { unit: "Count", dimensions: [], meaning: "orders without a reservation" },
  BackordersPaid: {
    unit: "Count",
    dimensions: [],
    meaning: "orders that are paid, though nothing of them is reserved: someone must see to it",
  },
  ReservationsReleased: { unit: "Count", dimensions: [], meaning: "reservations given back" },
  ReservationsShipped: { unit: "Count", dimensions: [], meaning: "reservations whose units left the stock for good" },
  WarehouseNotices: { unit: "Count", dimensions: ["Kind"], meaning: "notices that the warehouse topic accepted" },
  // The way back from the warehouse
  WarehouseMessages: {
    unit: "Count",
    dimensions: ["Kind"],
    meaning: "messages of the warehouse's that were forwarded",
  },
  OrdersShipped: { unit: "Count", dimensions: [], meaning: "orders whose first parcel was shipped" },
  OrdersDelivered: { unit: "Count", dimensions: [], meaning: "orders of which every parcel was delivered" },
  OrdersOutOfStock: {
    unit: "Count",
    dimensions: [],
    meaning: "orders that the warehouse could not pick: someone must see to it",
  },
  // Archive
  EventsArchived: { unit: "Count", dimensions: [], meaning: "events handed to the bus" },
  EventsUndecodable: {
    unit: "Count",
    dimensions: [],
    meaning: "messages in the archive queue that are not Stripe events",
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricCatalogue;

/** The dimensions that a metric needs, besides `Stage`. */
export type DimensionsOf<Name extends MetricName> = Readonly<
  Record<(typeof metricCatalogue)[Name]["dimensions"][number], string>
>;
