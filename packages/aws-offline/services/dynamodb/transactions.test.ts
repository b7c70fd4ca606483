import { setTimeout as delay } from "node:timers/promises";
import { DynamoDB, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocument,
  TransactWriteCommand,
  UpdateCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { region, startTestAws, type TestAws } from "../../testing.ts";

type Items = NonNullable<TransactWriteCommandInput["TransactItems"]>;

let aws: TestAws;
let client: DynamoDBDocument;
let unique = 0;

const TableName = "stock";
const freshKey = (): string => `key-${String((unique += 1))}`;
const put = (Item: Record<string, unknown>): Promise<unknown> => client.put({ TableName, Item });
const get = async (pk: string): Promise<unknown> =>
  (await client.get({ TableName, Key: { pk }, ConsistentRead: true })).Item;

beforeAll(async () => {
  aws = await startTestAws();
  const options = { region, endpoint: aws.gateway.endpoint, credentials: aws.operator };
  client = DynamoDBDocument.from(new DynamoDB(options));
  for (const name of [TableName, "orders"]) {
    await aws.dynamodb.createTable({ name, hashKey: "pk", attributes: [{ name: "pk", type: "S" }] });
  }
});
afterAll(() => aws.close());

describe("a transaction", () => {
  const write = (...TransactItems: Items): Promise<unknown> => client.transactWrite({ TransactItems });
  const failure = async (...items: Items): Promise<TransactionCanceledException> => {
    const error: unknown = await write(...items).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    return error as TransactionCanceledException;
  };
  const take = (pk: string, quantity: number, returnOld = false): Items[number] => ({
    Update: {
      TableName,
      Key: { pk },
      UpdateExpression: "SET available = available - :q, reserved = if_not_exists(reserved, :zero) + :q",
      ConditionExpression: "available >= :q",
      ExpressionAttributeValues: { ":q": quantity, ":zero": 0 },
      ...(returnOld ? { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } : {}),
    },
  });
  const reserve = (pk: string): Items[number] => ({
    Put: { TableName, Item: { pk, state: "reserved" }, ConditionExpression: "attribute_not_exists(pk)" },
  });

  const insisting = async (attempt: () => Promise<unknown>): Promise<unknown> => {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!String(error).includes("Transaction") || String(error).includes("ConditionalCheckFailed")) throw error;
        // Those who all come again at once would all meet again.
        await delay(100 * Math.random());
      }
    }
  };

  it("does all of put, update, delete and check", async () => {
    const [reservation, stock, old, checked] = [freshKey(), freshKey(), freshKey(), freshKey()];
    await Promise.all([put({ pk: stock, available: 5 }), put({ pk: old }), put({ pk: checked, open: true })]);
    await write(
      reserve(reservation),
      take(stock, 2),
      { Delete: { TableName, Key: { pk: old } } },
      {
        ConditionCheck: {
          TableName,
          Key: { pk: checked },
          ConditionExpression: "#open = :true",
          ExpressionAttributeNames: { "#open": "open" },
          ExpressionAttributeValues: { ":true": true },
        },
      },
    );
    expect(await get(reservation)).toEqual({ pk: reservation, state: "reserved" });
    expect(await get(stock)).toEqual({ pk: stock, available: 3, reserved: 2 });
    expect(await get(old)).toBeUndefined();
    expect(await get(checked)).toEqual({ pk: checked, open: true });
  });

  it("does nothing when one of its conditions fails, and says which", async () => {
    const [reservation, enough, short] = [freshKey(), freshKey(), freshKey()];
    await Promise.all([put({ pk: enough, available: 5 }), put({ pk: short, available: 1 })]);
    const error = await failure(reserve(reservation), take(enough, 2), take(short, 2, true));
    expect(error.message).toBe(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, None, ConditionalCheckFailed]",
    );
    expect(error.CancellationReasons).toEqual([
      { Code: "None" },
      { Code: "None" },
      {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: { pk: { S: short }, available: { N: "1" } },
      },
    ]);
    expect(await get(reservation)).toBeUndefined();
    expect(await get(enough)).toEqual({ pk: enough, available: 5 });
  });

  it("gives a validation error as a reason", async () => {
    const [reservation, text] = [freshKey(), freshKey()];
    await put({ pk: text, available: "many" });
    const add = {
      TableName,
      Key: { pk: text },
      UpdateExpression: "ADD available :q",
      ExpressionAttributeValues: { ":q": 1 },
    };
    const error = await failure(reserve(reservation), { Update: add });
    expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual(["None", "ValidationError"]);
    expect(error.CancellationReasons?.[1]?.Message).toContain("incorrect data type");
    expect(await get(reservation)).toBeUndefined();
  });

  it("never sells more than there is, however many run at once", async () => {
    const stock = freshKey();
    await put({ pk: stock, available: 10 });
    const attempts = Array.from({ length: 25 }, () => insisting(() => write(reserve(freshKey()), take(stock, 1))));
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await get(stock)).toEqual({ pk: stock, available: 0, reserved: 10 });
  });

  it("lets single writes in between and loses none", async () => {
    const stock = freshKey();
    await put({ pk: stock, available: 100 });
    const refill = new UpdateCommand({
      TableName,
      Key: { pk: stock },
      UpdateExpression: "ADD available :one",
      ExpressionAttributeValues: { ":one": 1 },
    });
    await Promise.all(
      Array.from({ length: 20 }, async (_none, index) =>
        insisting(() => (index % 2 === 0 ? client.send(refill) : write(reserve(freshKey()), take(stock, 1)))),
      ),
    );
    expect(await get(stock)).toEqual({ pk: stock, available: 100, reserved: 10 });
  });

  it("is done once for one token, and refused for another request with it", async () => {
    const stock = freshKey();
    await put({ pk: stock, available: 5 });
    const ClientRequestToken = freshKey();
    const once = new TransactWriteCommand({ ClientRequestToken, TransactItems: [take(stock, 1)] });
    await client.send(once);
    await client.transactWrite(once.input);
    expect(await get(stock)).toMatchObject({ available: 4 });
    const other = client.transactWrite({ ClientRequestToken, TransactItems: [take(stock, 2)] });
    await expect(other).rejects.toMatchObject({ name: "IdempotentParameterMismatchException" });
  });

  it("refuses two operations on one item, more than 100 items and none", async () => {
    const pk = freshKey();
    const twice = write(reserve(pk), { Delete: { TableName, Key: { pk } } });
    await expect(twice).rejects.toMatchObject({
      name: "ValidationException",
      message: "Transaction request cannot include multiple operations on one item",
    });
    const many = Array.from({ length: 101 }, () => reserve(freshKey()));
    await expect(write(...many)).rejects.toMatchObject({ name: "ValidationException" });
    await expect(write()).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("refuses an unknown table, an unparsable expression and an unused value", async () => {
    const missing = write({ Put: { TableName: "missing", Item: { pk: "a" } } });
    await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const broken = write({ Put: { TableName, Item: { pk: "a" }, ConditionExpression: "nonsense(" } });
    await expect(broken).rejects.toThrow("Invalid ConditionExpression: Syntax error");
    const Put = { TableName, Item: { pk: "a" }, ConditionExpression: "attribute_exists(pk)" };
    await expect(write({ Put: { ...Put, ExpressionAttributeValues: { ":x": 1 } } })).rejects.toThrow("unused");
  });

  it("reads several items at one moment", async () => {
    const [a, b] = [freshKey(), freshKey()];
    await put({ pk: a, n: 1 });
    const Get = (pk: string): { Get: { TableName: string; Key: { pk: string } } } => ({
      Get: { TableName, Key: { pk } },
    });
    const { Responses } = await client.transactGet({ TransactItems: [Get(a), Get(b)] });
    expect(Responses).toEqual([{ Item: { pk: a, n: 1 } }, {}]);
  });
});

describe("a role", () => {
  it("needs the single permission of each operation in a transaction", async () => {
    const arn = "arn:aws:iam::000000000000:role/inventory";
    const Resource = "arn:aws:dynamodb:ap-southeast-1:000000000000:table/stock";
    const Statement = [{ Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:GetItem"], Resource }];
    aws.gateway.register({ arn, kind: "role", policies: [{ Version: "2012-10-17", Statement }] });
    const Put = { TableName, Item: { pk: { S: freshKey() } } };
    await aws.gateway.call(arn, "dynamodb", "TransactWriteItems", { TransactItems: [{ Put }] });
    const Delete = { TableName, Key: { pk: { S: freshKey() } } };
    const denied = aws.gateway.call(arn, "dynamodb", "TransactWriteItems", { TransactItems: [{ Put }, { Delete }] });
    await expect(denied).rejects.toThrow(`dynamodb:DeleteItem on resource: ${Resource}`);
    const elsewhere = { TransactItems: [{ Put: { ...Put, TableName: "orders" } }] };
    await expect(aws.gateway.call(arn, "dynamodb", "TransactWriteItems", elsewhere)).rejects.toThrow(
      "dynamodb:PutItem",
    );
  });
});
