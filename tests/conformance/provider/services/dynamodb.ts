import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tagList, tags, type Handler } from "../handler.ts";

const keyType = v.picklist(["HASH", "RANGE"]);
const table = v.strictObject({
  name: v.string(),
  billingMode: v.literal("PAY_PER_REQUEST"),
  hashKey: v.string(),
  attributes: v.array(v.strictObject({ name: v.string(), type: v.picklist(["S", "N", "B"]) })),
  globalSecondaryIndexes: v.optional(
    v.array(
      v.strictObject({
        name: v.string(),
        keySchemas: v.array(v.strictObject({ attributeName: v.string(), keyType })),
        projectionType: v.picklist(["ALL", "INCLUDE", "KEYS_ONLY"]),
        nonKeyAttributes: v.array(v.string()),
      }),
    ),
    [],
  ),
  ttl: v.optional(v.strictObject({ attributeName: v.string(), enabled: v.boolean() })),
  pointInTimeRecovery: v.strictObject({ enabled: v.boolean() }),
  serverSideEncryption: v.strictObject({ enabled: v.boolean(), kmsKeyArn: v.optional(v.string()) }),
  deletionProtectionEnabled: v.boolean(),
  tags,
});
type Table = v.InferOutput<typeof table>;

export function dynamodbHandlers(options: ClientOptions): Record<string, Handler> {
  const dynamodb = new DynamoDBClient(options);
  const setUp = async ({ name, ttl, pointInTimeRecovery }: Table): Promise<void> => {
    if (ttl !== undefined) {
      const TimeToLiveSpecification = { AttributeName: ttl.attributeName, Enabled: ttl.enabled };
      await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
    }
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: pointInTimeRecovery.enabled };
    await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification }));
  };
  const protect = async (TableName: string, DeletionProtectionEnabled: boolean): Promise<void> => {
    await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled }));
  };
  /** Only when it is another key: DynamoDB refuses the one that a table has. */
  const encrypt = async (TableName: string, inputs: Table): Promise<void> => {
    const { kmsKeyArn } = inputs.serverSideEncryption;
    const { Table: found } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    if (kmsKeyArn === undefined || found?.SSEDescription?.KMSMasterKeyArn === kmsKeyArn) return;
    await dynamodb.send(new UpdateTableCommand({ TableName, SSESpecification: encryptionOf(inputs) }));
  };
  return {
    "aws:dynamodb/table:Table": handlerOf(table, {
      create: async (inputs) => {
        const { TableDescription } = await dynamodb.send(new CreateTableCommand(requestOf(inputs)));
        await waitUntilTableExists(
          { client: dynamodb, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
          { TableName: inputs.name },
        );
        await setUp(inputs);
        return { id: inputs.name, computed: { arn: given(TableDescription?.TableArn, "TableArn") } };
      },
      read: async (name) => {
        const { Table: found } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
        return { arn: given(found?.TableArn, "TableArn") };
      },
      update: async (name, inputs) => {
        await protect(name, inputs.deletionProtectionEnabled);
        await encrypt(name, inputs);
        await setUp(inputs);
      },
      delete: async (name) => {
        await dynamodb.send(new DeleteTableCommand({ TableName: name }));
      },
    }),
  };
}

function requestOf(inputs: Table) {
  const { globalSecondaryIndexes: indexes } = inputs;
  return {
    TableName: inputs.name,
    BillingMode: inputs.billingMode,
    AttributeDefinitions: inputs.attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: [{ AttributeName: inputs.hashKey, KeyType: "HASH" as const }],
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: index.keySchemas.map((key) => ({ AttributeName: key.attributeName, KeyType: key.keyType })),
            Projection: { ProjectionType: index.projectionType, NonKeyAttributes: index.nonKeyAttributes },
          })),
        }),
    SSESpecification: encryptionOf(inputs),
    DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
    Tags: tagList(inputs.tags),
  };
}

function encryptionOf({ serverSideEncryption: { enabled, kmsKeyArn } }: Table) {
  return {
    Enabled: enabled,
    ...(kmsKeyArn === undefined ? {} : { SSEType: "KMS" as const, KMSMasterKeyId: kmsKeyArn }),
  };
}
