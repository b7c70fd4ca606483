/**
 * Every business metric, once: functions emit by these names, dashboards and alarms read by them. All carry the
 * dimension `Stage`, and one after the other their own: RecordsFailed is there by Stage, by Stage and Consumer, and by
 * Stage, Consumer and Cause. Dimension values are few by design (types, causes, kinds): an id never is one.
 */
export const metricNamespace = "OrderProcessingSystem";

const metric =
  <const Unit extends "Count" | "Seconds" | "None">(unit: Unit) =>
  <const Dimensions extends readonly string[]>(...dimensions: Dimensions) => ({ unit, dimensions });
const count = metric("Count");
const seconds = metric("Seconds");
const amount = metric("None");

// What they mean is in comments, because each function loads this table when it starts.
export const metricCatalogue = {
  // The webhook
  /** Accepted events; types nobody handles are `other`. */
  EventsReceived: count("EventType"),
  /** Accepted events of connected accounts. */
  ConnectEventsReceived: count(),
  /** Accepted, archived, of a type that nobody handles. */
  EventsUnhandled: count(),
  /** Accepted events of an api version whose shapes are not known here. */
  EventsUnknownVersion: count(),
  /** Accepted thin events, which name their object. */
  EventsThin: count(),
  /** Accepted, archived and handled by nobody, though their type is one of ours in a style that is not read. */
  EventsInAnotherStyle: count(),
  /** Accepted events of the livemode that this stack does not process. */
  EventsOtherLivemode: count(),
  /** Events too large for SNS, sent as a stub. */
  EventsOversize: count(),
  SignaturesVerified: count(),
  /** Those by another secret than the first, by its number; with `-previous` by the one before a roll. */
  SignaturesByOtherSecret: count("Secret"),
  /** Responses 400 and 413. */
  WebhookRefused: count("Reason"),
  /** Responses 500: Stripe will send again. */
  WebhookFailed: count("Reason"),
  /** From the event's creation at Stripe to its acceptance. */
  DeliveryLag: seconds(),
  /** Events that Stripe has and the journal lacks, by the scheduled count; 0 where nothing is missing. */
  EventsMissing: count(),
  // All consumers
  /** Queue records done. */
  RecordsProcessed: count("Consumer"),
  /** From an event's acceptance by the webhook to its being applied; a replayed event has none. */
  EventDelay: seconds("Consumer"),
  /** Queue records given back, by cause. */
  RecordsFailed: count("Consumer", "Cause"),
  /** Queue records put off for what passes on its own: no failure. */
  RecordsWaiting: count("Consumer", "Cause"),
  /** How long a record that is put off has waited before. */
  WaitingAge: seconds("Consumer"),
  /** Records skipped because of their livemode. */
  RecordsOtherLivemode: count("Consumer"),
  /** Oversize events fetched again from Stripe. */
  OversizeFetched: count("Consumer"),
  /** Thin events whose object was fetched from Stripe; the other consumers share it. */
  ThinFetched: count("Consumer"),
  // Orders
  /** Orders that came to be. */
  OrdersPlaced: count(),
  /** Orders that became paid. */
  OrdersPaid: count(),
  /** Amount of orders that became paid, in the currency. */
  OrderValue: amount("Currency"),
  /** Orders that became fully refunded. */
  OrdersRefunded: count(),
  /** Orders that became disputed: someone must respond. */
  OrdersDisputed: count(),
  /** Payment intents' facts absorbed by their invoice. */
  OrdersMerged: count(),
  /** Writes tried again because another came between. */
  OrderConflicts: count(),
  /** Events that had been applied before. */
  EventsRepeated: count("Consumer"),
  /** Refunds and disputes without charge and payment intent, as of a customer's cash balance: no order. */
  EventsWithoutPayment: count(),
  /** Checkout sessions in setup mode: no order. */
  SetupSessions: count(),
  // E-mail
  /** E-mails that SES accepted. */
  EmailsSent: count("Kind"),
  /** No address was known: no e-mail. */
  EmailsWithoutAddress: count("Kind"),
  /** An earlier e-mail to the address bounced for good, or its reader complained: no e-mail. */
  EmailsSuppressed: count("Kind"),
  /** What SES reports of e-mails that it had accepted: delayed, rejected, bounced, complained. */
  EmailOutcomes: count("Outcome"),
  /** A send without a response: never sent again automatically. */
  EmailsOutcomeUnknown: count("Kind"),
  // Inventory
  /** Orders whose stock was reserved. */
  Reservations: count(),
  /** Orders without a reservation. */
  Backorders: count(),
  /** Orders that are paid, though nothing of them is reserved: someone must see to it. */
  BackordersPaid: count(),
  /** Reservations given back. */
  ReservationsReleased: count(),
  /** Reservations whose units left the stock for good. */
  ReservationsShipped: count(),
  /** Notices that the warehouse topic accepted. */
  WarehouseNotices: count("Kind"),
  // The way back from the warehouse
  /** Messages of the warehouse's that were forwarded. */
  WarehouseMessages: count("Kind"),
  /** Orders whose first parcel was shipped. */
  OrdersShipped: count(),
  /** Orders of which every parcel was delivered. */
  OrdersDelivered: count(),
  /** Orders that the warehouse could not pick: someone must see to it. */
  OrdersOutOfStock: count(),
  // Archive
  /** Events handed to the bus. */
  EventsArchived: count(),
  /** Messages in the archive queue that are not Stripe events. */
  EventsUndecodable: count(),
};

export type MetricName = keyof typeof metricCatalogue;

/** The dimensions that a metric needs, besides `Stage`. */
export type DimensionsOf<Name extends MetricName> = Readonly<
  Record<(typeof metricCatalogue)[Name]["dimensions"][number], string>
>;
