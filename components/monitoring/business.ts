import { businessMetrics, metricByValue } from "./metrics.ts";
import { byValue, figures, graph, line, type DashboardDefinition, type Section } from "./widgets.ts";

/** What the shop wants to know, for the last day, by quarters of an hour. */
export function businessDashboard(stage: string): DashboardDefinition<never> {
  const sections = [orders, customers, stock, events, refusals];
  return {
    name: "business",
    periodSeconds: 15 * 60,
    start: "-P1D",
    sections: sections.map((section) => section(stage)),
  };
}

function orders(stage: string): Section<never> {
  const read = businessMetrics(stage);
  const byStatus = [
    line("placed", read("OrdersPlaced", "Sum")),
    line("paid", read("OrdersPaid", "Sum")),
    line("refunded", read("OrdersRefunded", "Sum")),
    line("disputed", read("OrdersDisputed", "Sum")),
    line("shipped", read("OrdersShipped", "Sum")),
    line("delivered", read("OrdersDelivered", "Sum")),
  ];
  return {
    title: "Orders",
    text: "An order is counted once when it reaches a status; a replay counts nothing.",
    runbooks: [],
    widgets: [
      figures("Orders that became", byStatus),
      graph("Orders by status", "orders", byStatus),
      graph("Revenue by currency", "in the currency", [byValue(metricByValue(stage, "OrderValue", "Sum"))], {
        stacked: true,
      }),
    ],
  };
}

function customers(stage: string): Section<never> {
  const read = businessMetrics(stage);
  return {
    title: "Customers",
    text: "E-mails by kind, money that went back, and disputes, which somebody must answer in Stripe.",
    runbooks: ["mail-outcome-unknown", "mail-bounces", "mail-complaints"],
    widgets: [
      graph("E-mails sent", "e-mails", [byValue(metricByValue(stage, "EmailsSent", "Sum"))], { stacked: true }),
      graph("E-mails not sent", "e-mails", [
        line("no address", read("EmailsWithoutAddress", "Sum")),
        line("address bounced before", read("EmailsSuppressed", "Sum")),
        line("outcome unknown", read("EmailsOutcomeUnknown", "Sum")),
      ]),
      graph("E-mails that did not arrive", "e-mails", [byValue(metricByValue(stage, "EmailOutcomes", "Sum"))]),
      graph("Refunds and disputes", "orders", [
        line("fully refunded", read("OrdersRefunded", "Sum")),
        line("disputed", read("OrdersDisputed", "Sum")),
      ]),
    ],
  };
}

function stock(stage: string): Section<never> {
  const read = businessMetrics(stage);
  return {
    title: "Stock and warehouse",
    text: "A backorder holds no stock. One that is paid waits for somebody to allocate it.",
    runbooks: ["paid-backorder", "out-of-stock"],
    widgets: [
      graph("Stock short", "orders", [
        line("backordered", read("Backorders", "Sum")),
        line("backordered and paid", read("BackordersPaid", "Sum")),
        line("not found in the warehouse", read("OrdersOutOfStock", "Sum")),
      ]),
      graph("Reservations", "orders", [
        line("reserved", read("Reservations", "Sum")),
        line("released", read("ReservationsReleased", "Sum")),
        line("shipped", read("ReservationsShipped", "Sum")),
      ]),
      graph("Notices to the warehouse", "notices", [byValue(metricByValue(stage, "WarehouseNotices", "Sum"))]),
      graph("Messages of the warehouse", "messages", [byValue(metricByValue(stage, "WarehouseMessages", "Sum"))]),
    ],
  };
}

function events(stage: string): Section<never> {
  const read = businessMetrics(stage);
  return {
    title: "Events",
    text: "Everything that was accepted. Duplicates are normal: Stripe sends again, and a replay repeats; none has an effect.",
    runbooks: ["heartbeat", "unread-events"],
    widgets: [
      graph("Events by type", "events", [byValue(metricByValue(stage, "EventsReceived", "Sum"))], { stacked: true }),
      graph("Duplicates by consumer", "events", [byValue(metricByValue(stage, "EventsRepeated", "Sum"))]),
      graph("Out of the ordinary", "events", [
        line("of connected accounts", read("ConnectEventsReceived", "Sum")),
        line("at Stripe only (reconcileHours)", read("EventsMissing", "Maximum")),
        line("of a type nobody handles", read("EventsUnhandled", "Sum")),
        line("of an unknown api version", read("EventsUnknownVersion", "Sum")),
        line("thin", read("EventsThin", "Sum")),
        line("of ours, in a style that is not read", read("EventsInAnotherStyle", "Sum")),
        line("of the other livemode", read("EventsOtherLivemode", "Sum")),
        line("too large for SNS", read("EventsOversize", "Sum")),
        line("setup sessions", read("SetupSessions", "Sum")),
        line("of no payment", read("EventsWithoutPayment", "Sum")),
        line("merged into an invoice's order", read("OrdersMerged", "Sum")),
      ]),
    ],
  };
}

function refusals(stage: string): Section<never> {
  return {
    title: "Refused",
    text: "Requests that are not Stripe's, or not whole, by reason. Many at once: a forger, or the wrong signing secret.",
    runbooks: ["refused-signatures"],
    widgets: [
      graph("Refused by reason", "requests", [byValue(metricByValue(stage, "WebhookRefused", "Sum"))], {
        stacked: true,
      }),
    ],
  };
}
