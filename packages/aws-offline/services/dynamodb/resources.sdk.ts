import { DynamoDB, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import type { InputsOf } from "../../graph/resource-type.ts";
import { capitalised, given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { tableType } from "./resources.ts";

type Table = InputsOf<typeof tableType>;

export const handlers: SdkHandlers = ({ client: options }) => {
  const dynamodb = new DynamoDB(options);
  const setUp = async ({ name, ttl, pointInTimeRecovery }: Table): Promise<void> => {
    if (ttl !== undefined) {
      await dynamodb.updateTimeToLive({ TableName: name, TimeToLiveSpecification: capitalised(ttl) });
    }
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: pointInTimeRecovery?.enabled ?? false };
    await dynamodb.updateContinuousBackups({ TableName: name, PointInTimeRecoverySpecification });
  };
  const protect = async (TableName: string, DeletionProtectionEnabled: boolean): Promise<void> => {
    await dynamodb.updateTable({ TableName, DeletionProtectionEnabled });
  };
  /** Only when it is another key: DynamoDB refuses the one that a table has. */
  const encrypt = async (TableName: string, inputs: Table): Promise<void> => {
    const kmsKeyArn = inputs.serverSideEncryption?.kmsKeyArn;
    const { Table: found } = await dynamodb.describeTable({ TableName });
    if (kmsKeyArn === undefined || found?.SSEDescription?.KMSMasterKeyArn === kmsKeyArn) return;
    await dynamodb.updateTable({ TableName, SSESpecification: encryptionOf(inputs) });
  };
  return [
    handlerOf(tableType, {
      create: async (inputs) => {
        const { TableDescription } = await dynamodb.createTable(requestOf(inputs));
        await waitUntilTableExists(
          { client: dynamodb, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
          { TableName: inputs.name },
        );
        await setUp(inputs);
        return { id: inputs.name, outputs: { arn: given(TableDescription?.TableArn, "TableArn") } };
      },
      read: async (name) => {
        const { Table: found } = await dynamodb.describeTable({ TableName: name });
        return { arn: given(found?.TableArn, "TableArn") };
      },
      update: async (name, inputs) => {
        await protect(name, inputs.deletionProtectionEnabled ?? false);
        await encrypt(name, inputs);
        await setUp(inputs);
      },
      delete: (name) => dynamodb.deleteTable({ TableName: name }),
    }),
  ];
};

function requestOf(inputs: Table) {
  const { globalSecondaryIndexes: indexes = [] } = inputs;
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
            KeySchema: capitalised(index.keySchemas),
            Projection: { ProjectionType: index.projectionType, NonKeyAttributes: index.nonKeyAttributes },
          })),
        }),
    SSESpecification: encryptionOf(inputs),
    DeletionProtectionEnabled: inputs.deletionProtectionEnabled,
    Tags: tagList(inputs.tags),
  };
}

function encryptionOf({ serverSideEncryption: { enabled, kmsKeyArn } = { enabled: false } }: Table) {
  return {
    Enabled: enabled,
    ...(kmsKeyArn === undefined ? {} : { SSEType: "KMS" as const, KMSMasterKeyId: kmsKeyArn }),
  };
}
