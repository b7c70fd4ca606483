import type { Access, Input } from "../../gateway/types.ts";
import { arn } from "../../arn.ts";
import { isObject } from "../../input.ts";

/** Item operations of a transaction need the permission of the like single operation, on their own tables. */
const transactActions: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

const itemActions = /:(?:Batch(?:Get|Write)|Get|Put|Update|Delete|ConditionCheck)Item$|:(?:Query|Scan)$/u;

/** Whether the call reads or writes items, for which the table's key is asked. */
export function touchesItems({ action }: Access): boolean {
  return itemActions.test(action);
}

/** docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export function dynamoDbAccess(region: string, action: string, input: Input): Access[] {
  const table = (name: unknown): string => {
    const text = typeof name === "string" ? name : "";
    return text.startsWith("arn:") ? text : arn("dynamodb", region, `table/${text}`);
  };
  const on = (resource: string): Access => ({ action: `dynamodb:${action}`, resource });
  const { TableName, IndexName, RequestItems, TransactItems, ResourceArn } = input;
  if (Array.isArray(TransactItems)) {
    return TransactItems.flatMap((item: unknown) =>
      Object.entries(isObject(item) ? item : {}).map(([kind, operation]) => ({
        action: `dynamodb:${transactActions[kind] ?? kind}`,
        resource: table(isObject(operation) ? operation["TableName"] : undefined),
      })),
    );
  }
  if (isObject(RequestItems)) return Object.keys(RequestItems).map((name) => on(table(name)));
  if (typeof ResourceArn === "string") return [on(ResourceArn)];
  if (TableName === undefined) return [on("*")];
  return [on(typeof IndexName === "string" ? `${table(TableName)}/index/${IndexName}` : table(TableName))];
}
