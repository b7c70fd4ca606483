import { ConditionalCheckFailedException, DynamoDB } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocument, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../../clock.ts";
import { startGateway } from "../../gateway/gateway.ts";
import type { Gateway } from "../../gateway/types.ts";
import { createKms } from "../kms/kms.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb.ts";

const region = "ap-southeast-1";
const operatorArn = "arn:aws:iam::000000000000:user/operator";
let gateway: Gateway;
let dynamodb: DynamoDb;
let client: DynamoDBDocument;
let unique = 0;

const TableName = "stock";
const freshKey = (): string => `key-${String((unique += 1))}`;
const put = (Item: Record<string, unknown>): Promise<unknown> => client.put({ TableName, Item });
const get = async (pk: string): Promise<unknown> =>
  (await client.get({ TableName, Key: { pk }, ConsistentRead: true })).Item;

beforeAll(async () => {
  gateway = await startGateway();
  dynamodb = createDynamoDb({ region, clock: createClock(), kms: createKms({ region }) });
  gateway.addService(dynamodb.service);
  const credentials = gateway.register({ arn: operatorArn, kind: "operator", policies: [] });
  client = DynamoDBDocument.from(new DynamoDB({ region, endpoint: gateway.endpoint, credentials }));
  await dynamodb.createTable({
    name: TableName,
    hashKey: "pk",
    attributes: [{ name: "pk", type: "S" }],
    ttl: { attributeName: "expiresAt", enabled: true },
    pointInTimeRecovery: { enabled: true },
    deletionProtectionEnabled: true,
    tags: { stack: "dev" },
  });
  await dynamodb.createTable({
    name: "orders",
    hashKey: "orderId",
    attributes: [
      { name: "orderId", type: "S" },
      { name: "customerId", type: "S" },
      { name: "createdAt", type: "S" },
    ],
    globalSecondaryIndexes: [
      {
        name: "customer-index",
        keySchemas: [
          { attributeName: "customerId", keyType: "HASH" },
          { attributeName: "createdAt", keyType: "RANGE" },
        ],
        projectionType: "ALL",
      },
    ],
  });
});

afterAll(async () => {
  await gateway.close();
  await dynamodb.close();
});

describe("a single write", () => {
  it("gives the item back that failed its condition, when asked to", async () => {
    const pk = freshKey();
    await put({ pk, n: 1 });
    const command = new PutCommand({
      TableName,
      Item: { pk, n: 2 },
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const error = await client.send(command).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ message: "The conditional request failed", Item: { pk: { S: pk }, n: { N: "1" } } });
    expect(await get(pk)).toEqual({ pk, n: 1 });
  });

  it("gives no item back when not asked to, nor when there is none", async () => {
    const pk = freshKey();
    const update = {
      TableName,
      Key: { pk },
      UpdateExpression: "SET n = n + :one",
      ConditionExpression: "n > :one",
      ExpressionAttributeValues: { ":one": 1 },
    };
    const asked = { ...update, ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const };
    const withoutItem = await client.update(asked).catch((caught: unknown) => caught);
    expect(withoutItem).toBeInstanceOf(ConditionalCheckFailedException);
    expect((withoutItem as ConditionalCheckFailedException).Item).toBeUndefined();
    await put({ pk, n: 0 });
    const notAsked = await client.update(update).catch((caught: unknown) => caught);
    expect((notAsked as ConditionalCheckFailedException).Item).toBeUndefined();
  });

  it("counts up without losing any of many concurrent updates", async () => {
    const pk = freshKey();
    const update = { UpdateExpression: "ADD n :one", ExpressionAttributeValues: { ":one": 1 } };
    await Promise.all(Array.from({ length: 50 }, () => client.update({ TableName, Key: { pk }, ...update })));
    expect(await get(pk)).toEqual({ pk, n: 50 });
  });

  it("refuses by name a parameter that dynalite would drop", async () => {
    const input = { TableName, Item: { pk: { S: "a" } }, Unheard: true };
    await expect(gateway.call(operatorArn, "dynamodb", "PutItem", input)).rejects.toThrow("PutItem with Unheard");
  });
});

describe("a table", () => {
  it("is queried by its index, newest first", async () => {
    const items = ["2026-01-01", "2026-03-01", "2026-02-01"].map((createdAt, index) => ({
      orderId: `o${String(index)}`,
      customerId: "cus_1",
      createdAt,
    }));
    const guest = { orderId: "guest" };
    for (const Item of [...items, guest]) await client.put({ TableName: "orders", Item });
    const { Items: found } = await client.query({
      TableName: "orders",
      IndexName: "customer-index",
      KeyConditionExpression: "customerId = :c",
      ExpressionAttributeValues: { ":c": "cus_1" },
      ScanIndexForward: false,
    });
    expect(found?.map((item) => String(item["createdAt"]))).toEqual(["2026-03-01", "2026-02-01", "2026-01-01"]);
    expect((await client.scan({ TableName: "orders" })).Count).toBe(4);
    expect((await client.scan({ TableName: "orders", ConsistentRead: true })).Count).toBe(4);
  });

  it("describes TTL, backups, deletion protection and tags, and cannot be deleted while protected", async () => {
    const call = (action: string, input: Record<string, unknown> = { TableName }): Promise<Record<string, unknown>> =>
      gateway.call(operatorArn, "dynamodb", action, input);
    expect(await call("DescribeTimeToLive")).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "expiresAt" },
    });
    expect(await call("DescribeContinuousBackups")).toMatchObject({
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" } },
    });
    const described = await call("DescribeTable");
    expect(described).toMatchObject({ Table: { DeletionProtectionEnabled: true, TableStatus: "ACTIVE" } });
    const ResourceArn = "arn:aws:dynamodb:ap-southeast-1:000000000000:table/stock";
    expect(described).toMatchObject({ Table: { TableArn: ResourceArn } });
    expect(await call("ListTagsOfResource", { ResourceArn })).toEqual({ Tags: [{ Key: "stack", Value: "dev" }] });
    await expect(call("DeleteTable")).rejects.toThrow("protected against deletion");
  });
});
