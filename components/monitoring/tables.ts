import { awsMetrics } from "./aws-metrics.ts";
import type { Metric } from "./metrics.ts";

/** The functions' calls: DynamoDB counts its own errors by operation only. */
const operations = ["GetItem", "PutItem", "UpdateItem", "TransactWriteItems"];

export function tableThrottles<Name>(table: Name): Metric<Name>[] {
  const read = awsMetrics("table", { TableName: table });
  return [read("ReadThrottleEvents", "Sum"), read("WriteThrottleEvents", "Sum")];
}

export function tableErrors<Name>(table: Name): Metric<Name | string>[] {
  return operations.map((operation) =>
    awsMetrics("tableOperation", { TableName: table, Operation: operation })("SystemErrors", "Sum"),
  );
}
