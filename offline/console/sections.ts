import { describeFault } from "../faults/active-fault.ts";
import type { OfflineRun } from "../run.ts";
import type { ConsoleSection } from "./server.ts";

/** What the page tells: the addresses, the queues, and what the events came to. */
export async function consoleSections(run: OfflineRun): Promise<ConsoleSection[]> {
  const { aws, operator, outputs } = run;
  const [queues, orders, stock] = await Promise.all([
    aws.sqs.stats(),
    operator.scan(outputs.ordersTable),
    operator.scan(outputs.inventoryTable),
  ]);
  const cell = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
  const row = (item: Record<string, unknown>, ...names: string[]): string[] => names.map((name) => cell(item[name]));
  return [
    {
      title: "Outputs",
      columns: ["name", "value"],
      rows: Object.entries(outputs).map(([name, value]) => [name, cell(value)]),
    },
    {
      title: "Queues",
      columns: ["queue", "visible", "in flight", "delayed"],
      rows: queues.map(({ name, visible, inFlight, delayed }) => [
        name,
        String(visible),
        String(inFlight),
        String(delayed),
      ]),
    },
    {
      title: "Orders",
      columns: ["order", "status", "currency", "created"],
      rows: orders.map((order) => row(order, "orderId", "status", "currency", "createdAt")),
    },
    {
      title: "Captured mail",
      columns: ["time", "to", "subject"],
      rows: aws.ses
        .messages()
        .map((mail) => [mail.Timestamp, mail.Destination.ToAddresses.join(", "), mail.Subject ?? ""]),
    },
    {
      title: "Stock and reservations",
      columns: ["key", "available", "reserved", "status"],
      rows: stock.map((item) => row(item, "pk", "available", "reserved", "status")),
    },
    {
      title: "Faults injected",
      columns: ["fault", "matched", "injected"],
      rows: run.faults
        .counts()
        .map(({ fault, matched, injected }) => [describeFault(fault), String(matched), String(injected)]),
    },
    {
      title: "Archive",
      columns: ["time", "type", "id"],
      rows: aws.events.archived(outputs.archiveArn).map((event) => [event.time, event["detail-type"], event.id]),
    },
  ];
}
