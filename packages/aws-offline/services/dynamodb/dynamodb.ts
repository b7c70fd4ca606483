import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { AwsService, Input, Operation, Output } from "../../gateway/types.ts";
import { accountId, arn } from "../../arn.ts";
import type { InputsOf } from "../../graph/resource-type.ts";
import type { Kms } from "../kms/kms.ts";
import { dynamoDbAccess, touchesItems } from "./access.ts";
import { dynaliteActions, loadDynalite } from "./dynalite.ts";
import { DynamoEngine } from "./engine.ts";
import { OngoingTransactions } from "./ongoing-transactions.ts";
import { RecentWrites } from "./recent-writes.ts";
import type { tableType } from "./resources.ts";
import { SharedLock } from "./shared-lock.ts";
import { TableSettings } from "./table-settings.ts";
import { Transactions } from "./transactions.ts";

/** On demand or provisioned alike: capacity is not enforced. */
type TableDefinition = Omit<InputsOf<typeof tableType>, "billingMode">;
type DeclaredIndex = NonNullable<TableDefinition["globalSecondaryIndexes"]>[number];

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
      const { ttl, pointInTimeRecovery, deletionProtectionEnabled, serverSideEncryption } = definition;
      settings.set(definition.name, {
        ttlAttribute: ttl?.enabled === true ? ttl.attributeName : undefined,
        pointInTimeRecovery: pointInTimeRecovery?.enabled,
        deletionProtection: deletionProtectionEnabled,
      });
      if (serverSideEncryption?.kmsKeyArn !== undefined) keys.set(tableArn, serverSideEncryption.kmsKeyArn);
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

function createTableInput({ name, hashKey, rangeKey, attributes, globalSecondaryIndexes }: TableDefinition): Input {
  const hash = { AttributeName: hashKey, KeyType: "HASH" };
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes.map((attribute) => ({
      AttributeName: attribute.name,
      AttributeType: attribute.type,
    })),
    KeySchema: rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" }],
    ...defined({ GlobalSecondaryIndexes: globalSecondaryIndexes?.map(index) }),
  };
}

function index({ name, keySchemas, projectionType, nonKeyAttributes }: DeclaredIndex): object {
  return {
    IndexName: name,
    KeySchema: keySchemas.map(({ attributeName, keyType }) => ({ AttributeName: attributeName, KeyType: keyType })),
    Projection: { ProjectionType: projectionType, ...defined({ NonKeyAttributes: nonKeyAttributes }) },
  };
}

function immediately(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
