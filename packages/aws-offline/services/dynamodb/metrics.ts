import type { MetricSink } from "../../metric.ts";
import type { CallRecord } from "../../gateway/types.ts";

const throttles = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "ThrottledException",
]);
const reads = new Set(["BatchGetItem", "GetItem", "Query", "Scan", "TransactGetItems"]);
const writes = new Set(["BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem"]);

/**
 * DynamoDB's own metrics of one call.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function meterDynamoDb(emit: MetricSink, { service, action, resources, ...record }: CallRecord): void {
  if (service !== "dynamodb" || record.outcome === "denied" || !(reads.has(action) || writes.has(action))) return;
  const count = (name: string, dimensions: Readonly<Record<string, string>>, value = 1, unit = "Count"): void =>
    emit({ namespace: "AWS/DynamoDB", name, dimensions, value, unit });
  const { errorCode, status } = record;
  for (const TableName of new Set(resources.flatMap(tableOf))) {
    const ofOperation = { TableName, Operation: action };
    if (errorCode === undefined) count("SuccessfulRequestLatency", ofOperation, record.milliseconds, "Milliseconds");
    else if (throttles.has(errorCode)) {
      count("ThrottledRequests", ofOperation);
      count(reads.has(action) ? "ReadThrottleEvents" : "WriteThrottleEvents", { TableName });
    } else if (status !== undefined && status >= 500) count("SystemErrors", ofOperation);
    else if (errorCode === "ConditionalCheckFailedException") count("ConditionalCheckFailedRequests", { TableName });
  }
  const isUserError = status === 400 && errorCode !== undefined && !throttles.has(errorCode);
  if (isUserError && errorCode !== "ConditionalCheckFailedException") count("UserErrors", {});
}

function tableOf(arn: string): string[] {
  const name = /:table\/(?<name>[^/]+)/u.exec(arn)?.groups?.["name"];
  return name === undefined ? [] : [name];
}
