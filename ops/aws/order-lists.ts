import { paginateQuery, paginateScan } from "@aws-sdk/lib-dynamodb";
import * as v from "valibot";
import { readStored } from "../../domain/stored-item.ts";
import { batchGet } from "../../functions/shared/batch-get.ts";
import type { OrderLine, OrderLists } from "../core/list-orders.ts";
import type { Target } from "../target.ts";

const lineSchema = v.object({
  orderId: v.string(),
  status: v.string(),
  fulfilment: v.exactOptional(v.string()),
  createdAt: v.exactOptional(v.string()),
  customerId: v.exactOptional(v.string()),
  amountTotal: v.exactOptional(v.number()),
  amountPaid: v.exactOptional(v.number()),
  amountRefunded: v.exactOptional(v.number()),
  customer: v.exactOptional(v.object({ name: v.optional(v.string()), email: v.optional(v.string()) })),
  items: v.exactOptional(v.array(v.object({ name: v.string(), quantity: v.number() }))),
  aliases: v.exactOptional(v.array(v.string())),
  currency: v.exactOptional(v.string()),
});

export function orderLists(
  { clients: { documents: client }, outputs }: Target,
  onPage: (read: number) => void,
): OrderLists {
  const TableName = outputs.ordersTable;
  return {
    async *ofCustomer(customer, since) {
      const query = {
        TableName,
        IndexName: "customer-index",
        KeyConditionExpression:
          since === undefined ? "customerId = :customer" : "customerId = :customer AND createdAt >= :since",
        ExpressionAttributeValues: { ":customer": customer, ...(since === undefined ? {} : { ":since": since }) },
        ScanIndexForward: false,
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) yield Items.map(lineOf);
    },
    async *withMail(outcome) {
      const scan = {
        TableName: outputs.emailTable,
        ProjectionExpression: "pk",
        FilterExpression: "begins_with(pk, :mail) AND (outcome = :outcome OR #state = :outcome)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":mail": "mail#", ":outcome": outcome },
      };
      let read = 0;
      const seen = new Set<string>();
      for await (const { Items = [], ScannedCount = 0 } of paginateScan({ client }, scan)) {
        onPage((read += ScannedCount));
        const ids = new Set(Items.map(({ pk }) => String(pk).split("#")[1] ?? "").filter((id) => !seen.has(id)));
        for (const id of ids) seen.add(id);
        yield (await batchGet(client, TableName, "orderId", [...ids])).map(lineOf);
      }
    },
    async *all(status, since) {
      const attributes = Object.keys(lineSchema.entries);
      const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
      const values = {
        ...(status === undefined ? {} : { ":status": status }),
        ...(since === undefined ? {} : { ":since": since }),
      };
      const conditions = [
        ...(status === undefined ? [] : ["#status = :status"]),
        ...(since === undefined ? [] : ["#createdAt >= :since"]),
      ];
      const scan = {
        TableName,
        ProjectionExpression: Object.keys(names).join(", "),
        ExpressionAttributeNames: names,
        ...(conditions.length === 0
          ? {}
          : { FilterExpression: conditions.join(" AND "), ExpressionAttributeValues: values }),
      };
      let read = 0;
      for await (const { Items = [], ScannedCount = 0 } of paginateScan({ client }, scan)) {
        onPage((read += ScannedCount));
        yield Items.map(lineOf);
      }
    },
  };
}

function lineOf(item: Record<string, unknown>): OrderLine {
  return readStored(lineSchema, item, `order ${String(item["orderId"])}`);
}
