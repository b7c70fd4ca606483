import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Credentials, Gateway, Input, Output } from "./gateway/types.ts";
import { accountId } from "./arn.ts";

export type Item = Record<string, unknown>;

/** The account's administrator: may do everything, and goes through the gateway like everybody. */
export class Operator {
  readonly arn = `arn:aws:iam::${accountId}:user/operator`;
  readonly credentials: Credentials;

  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.credentials = gateway.register({ arn: this.arn, kind: "operator", policies: [] });
  }

  call(service: string, action: string, input: Input): Promise<Output> {
    return this.#gateway.call(this.arn, service, action, input);
  }

  async getItem(table: string, key: Record<string, string>): Promise<Item | undefined> {
    const input = { TableName: table, Key: marshall(key), ConsistentRead: true };
    const { Item: item } = await this.call("dynamodb", "GetItem", input);
    return item === undefined ? undefined : unmarshall(item as Parameters<typeof unmarshall>[0]);
  }

  async putItem(table: string, item: Item): Promise<void> {
    await this.call("dynamodb", "PutItem", { TableName: table, Item: marshall(item) });
  }

  /** Every item of a table. */
  async scan(table: string): Promise<Item[]> {
    const items: Item[] = [];
    let start: unknown;
    do {
      const input = { TableName: table, ...(start === undefined ? {} : { ExclusiveStartKey: start }) };
      const page = await this.call("dynamodb", "Scan", input);
      if (Array.isArray(page["Items"])) items.push(...page["Items"].map((item) => unmarshall(item)));
      start = page["LastEvaluatedKey"];
    } while (start !== undefined);
    return items;
  }
}
