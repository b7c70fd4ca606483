import type { Clock } from "../../clock.ts";
import type { AwsService, Input, Operation, Output } from "../../gateway/types.ts";
import { accountId, arn } from "../../arn.ts";
import type { Kms } from "../kms/kms.ts";
import { dynamoDbAccess, touchesItems } from "./access.ts";
import type { IndexDefinition, TableDefinition } from "./definition.ts";
import { dynaliteActions, loadDynalite } from "./dynalite.ts";
import { DynamoEngine } from "./engine.ts";
import { OngoingTransactions } from "./ongoing-transactions.ts";
import { RecentWrites } from "./recent-writes.ts";
import { SharedLock } from "./shared-lock.ts";
import { TableSettings } from "./table-settings.ts";
import { Transactions } from "./transactions.ts";

export interface DynamoDb {
  readonly service: AwsService;
  /** Resolves when the table is active. */
  createTable(definition: TableDefinition): Promise<{ arn: string }>;
  /** Every table's items, by the table's name, in DynamoDB's JSON. */
  save(): Promise<SavedTables>;
  /** Puts the items into the tables that there are. */
  restore(saved: SavedTables): Promise<void>;
  close(): Promise<void>;
}

type SavedTables = Readonly<Record<string, readonly unknown[]>>;

const keyReads = new Set(["GetItem", "BatchGetItem"]);
const singleWrites = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/**
 * DynamoDB on dynalite's modules, with transactions: one is applied alone, single writes run side by side, and whatever
 * else writes to an item of an ongoing transaction is refused, as on AWS.
 */
export function createDynamoDb({ region, clock, kms }: { region: string; clock: Clock; kms: Kms }): DynamoDb {
  const recent = new RecentWrites(clock);
  const engine = new DynamoEngine(loadDynalite(), region, accountId, (store) => recent.watch(store));
  const lock = new SharedLock();
  const settings = new TableSettings(engine);
  const keys = new Map<string, string>();
  const ongoing = new OngoingTransactions(clock);
  const transactions = new Transactions(engine, clock, ongoing, lock);

  async function write(action: string, input: Input): Promise<Output> {
    const data = engine.validate(action, input);
    await ongoing.refuse(() => engine.placeOf(data));
    return lock.share(() => engine.write(action, data, input));
  }

  function run(action: string, input: Input): Promise<Output> {
    if (singleWrites.has(action)) return write(action, input);
    const plain = async (): Promise<Output> => {
      const data = engine.validate(action, input);
      return engine.run(action, data, keyReads.has(action) ? recent.seenBy(data, engine.store) : engine.store);
    };
    return action === "BatchWriteItem" ? lock.share(plain) : plain();
  }

  async function items(TableName: string): Promise<unknown[]> {
    const found: unknown[] = [];
    let page: Output = {};
    do {
      const { LastEvaluatedKey: ExclusiveStartKey } = page;
      page = await run("Scan", { TableName, ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }) });
      if (Array.isArray(page["Items"])) found.push(...page["Items"]);
    } while (page["LastEvaluatedKey"] !== undefined);
    return found;
  }

  const operations: Record<string, Operation> = {
    ...Object.fromEntries(
      dynaliteActions.map((action): [string, Operation] => [action, (input) => run(action, input)]),
    ),
    ...settings.operations,
    DescribeTable: async (input) => settings.describe(await run("DescribeTable", input)),
    DeleteTable: (input) => {
      settings.refuseDeletion(input);
      return lock.alone(() => run("DeleteTable", input));
    },
    TransactWriteItems: (input) => transactions.write(input),
    TransactGetItems: (input) => transactions.get(input),
  };

  return {
    service: {
      name: "dynamodb",
      protocol: { kind: "json", version: "1.0", targetPrefix: "DynamoDB_20120810" },
      operations,
      access(action, input) {
        const needed = dynamoDbAccess(region, action, input);
        const tables = new Set(needed.filter(touchesItems).map(({ resource }) => resource.split("/index/")[0] ?? ""));
        return [...needed, ...[...tables].flatMap((table) => kms.accesses(keys.get(table), "dynamodb", "read"))];
      },
    },
    async createTable(definition) {
      const tableArn = arn("dynamodb", region, `table/${definition.name}`);
      await run("CreateTable", createTableInput(definition));
      settings.set(definition.name, definition);
      if (definition.kmsKeyArn !== undefined) keys.set(tableArn, definition.kmsKeyArn);
      while (!(await engine.isActive(definition.name))) await immediately();
      const tags = Object.entries(definition.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
      if (tags.length > 0) await run("TagResource", { ResourceArn: tableArn, Tags: tags });
      return { arn: tableArn };
    },
    async save() {
      const { TableNames: names } = await run("ListTables", {});
      const tables = Array.isArray(names) ? names.map(String) : [];
      return Object.fromEntries(await Promise.all(tables.map(async (name) => [name, await items(name)] as const)));
    },
    async restore(saved) {
      for (const [TableName, kept] of Object.entries(saved)) {
        if (await engine.isActive(TableName).catch(() => false)) {
          for (const Item of kept) await run("PutItem", { TableName, Item });
        }
      }
      recent.forget();
    },
    close: () => engine.close(),
  };
}

function createTableInput(definition: TableDefinition): Input {
  const { name, attributes, globalSecondaryIndexes = [] } = definition;
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes.map((attribute) => ({
      AttributeName: attribute.name,
      AttributeType: attribute.type,
    })),
    KeySchema: keySchema(definition),
    ...(globalSecondaryIndexes.length === 0 ? {} : { GlobalSecondaryIndexes: globalSecondaryIndexes.map(index) }),
  };
}

function index(definition: IndexDefinition): object {
  const { name, projectionType = "ALL", nonKeyAttributes } = definition;
  const included = nonKeyAttributes === undefined ? {} : { NonKeyAttributes: nonKeyAttributes };
  return {
    IndexName: name,
    KeySchema: keySchema(definition),
    Projection: { ProjectionType: projectionType, ...included },
  };
}

function keySchema({ hashKey, rangeKey }: { hashKey: string; rangeKey?: string }): object[] {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" }];
}

function immediately(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
