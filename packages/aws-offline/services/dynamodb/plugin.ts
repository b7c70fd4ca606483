import * as v from "valibot";
import { defined } from "../../defined.ts";
import type { ResourceGraph } from "../../graph/resource-graph.ts";
import type { InputsOf } from "../../graph/resource-type.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as kms } from "../kms/plugin.ts";
import type { IndexDefinition } from "./definition.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb.ts";
import { meterDynamoDb } from "./metrics.ts";
import { tableType } from "./resources.ts";

type DeclaredIndex = NonNullable<InputsOf<typeof tableType>["globalSecondaryIndexes"]>[number];

export const plugin: Plugin<DynamoDb> = {
  async start({ region, clock, gateway, emit, service }) {
    const dynamodb = createDynamoDb({ region, clock, kms: await service(kms) });
    gateway.addService(dynamodb.service);
    gateway.onCall((record) => meterDynamoDb(emit, record));
    return dynamodb;
  },
  build: createTables,
  kept: {
    save: (dynamodb) => dynamodb.save(),
    restore: (dynamodb, saved) => dynamodb.restore(v.parse(v.record(v.string(), v.array(v.unknown())), saved)),
  },
  close: (dynamodb) => dynamodb.close(),
  faults: { dynamodb: { error: ["InternalServerError", 500], throttle: ["ThrottlingException", 400] } },
};

async function createTables(dynamodb: DynamoDb, graph: ResourceGraph): Promise<void> {
  await Promise.all(
    graph.of(tableType).map(({ inputs }) => {
      const { name, hashKey, rangeKey, attributes, globalSecondaryIndexes, tags } = inputs;
      return dynamodb.createTable({
        name,
        hashKey,
        attributes,
        ...defined({
          rangeKey,
          tags,
          ttlAttribute: inputs.ttl?.enabled === true ? inputs.ttl.attributeName : undefined,
          pointInTimeRecovery: inputs.pointInTimeRecovery?.enabled,
          deletionProtection: inputs.deletionProtectionEnabled,
          kmsKeyArn: inputs.serverSideEncryption?.kmsKeyArn,
          globalSecondaryIndexes: globalSecondaryIndexes?.map((index) => indexDefinition(index)),
        }),
      });
    }),
  );
}

function indexDefinition({ keySchemas, ...index }: DeclaredIndex): IndexDefinition {
  const key = (kind: string): string | undefined => keySchemas.find((schema) => schema.keyType === kind)?.attributeName;
  const hashKey = key("HASH");
  if (hashKey === undefined) throw new Error(`index ${index.name}: its keySchemas name no HASH key`);
  return { ...defined(index), hashKey, ...defined({ rangeKey: key("RANGE") }) };
}
