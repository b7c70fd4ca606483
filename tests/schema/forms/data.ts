import { tableType } from "../../../packages/aws-offline/services/dynamodb/resources.ts";
import { keyAliasType, keyType } from "../../../packages/aws-offline/services/kms/resources.ts";
import { secretType, secretVersionType } from "../../../packages/aws-offline/services/secrets-manager/resources.ts";
import {
  configurationSetType,
  emailIdentityType,
  eventDestinationType,
  mailFromType,
} from "../../../packages/aws-offline/services/ses/resources.ts";
import type { InputsOf } from "../../../packages/aws-offline/graph/resource-type.ts";
import { form, type Form, type Json } from "../form.ts";

type Encryption = NonNullable<InputsOf<typeof tableType>["serverSideEncryption"]>;

export const data: readonly Form[] = [
  form(tableType, {
    names: {
      name: "TableName",
      attributes: "AttributeDefinitions",
      "attributes.name": "AttributeName",
      "attributes.type": "AttributeType",
      pointInTimeRecovery: "PointInTimeRecoverySpecification",
      "pointInTimeRecovery.enabled": "PointInTimeRecoveryEnabled",
      ttl: "TimeToLiveSpecification",
    },
    leftOut: {
      hashKey: "in KeySchema",
      globalSecondaryIndexes: "with a Projection",
      serverSideEncryption: "with an SSEType",
    },
    own: ({ hashKey, globalSecondaryIndexes: indexes, serverSideEncryption: encryption }) => ({
      KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
      ...(indexes === undefined
        ? {}
        : {
            GlobalSecondaryIndexes: indexes.map((index) => ({
              IndexName: index.name,
              KeySchema: index.keySchemas.map((key) => ({ AttributeName: key.attributeName, KeyType: key.keyType })),
              Projection: { ProjectionType: index.projectionType, NonKeyAttributes: index.nonKeyAttributes ?? [] },
            })),
          }),
      // The provider gives the type where there is a key.
      ...(encryption === undefined ? {} : { SSESpecification: encryptionOf(encryption) }),
    }),
  }),
  form(keyAliasType, { names: { name: "AliasName" } }),
  form(keyType, {
    names: { deletionWindowInDays: "PendingWindowInDays", policy: "KeyPolicy" },
    json: ["policy"],
  }),
  form(secretType, {
    leftOut: { recoveryWindowInDays: "an argument of the secret's deletion" },
  }),
  // CloudFormation has it as a secret's property.
  form(secretVersionType, { leftOut: { secretId: "the secret itself" } }),
  form(configurationSetType, { names: { configurationSetName: "Name" } }),
  form(eventDestinationType, {
    leftOut: { eventDestinationName: "in EventDestination", eventDestination: "with lower-case event types" },
    own: ({ eventDestinationName: Name, eventDestination }) => {
      const { enabled, matchingEventTypes, snsDestination, cloudWatchDestination } = eventDestination;
      return {
        EventDestination: {
          Name,
          Enabled: enabled,
          // CloudFormation has the names of SES's version 1.
          MatchingEventTypes: matchingEventTypes.map((type) =>
            (type === "DELIVERY_DELAY" ? "DELIVERYDELAY" : type).toLowerCase(),
          ),
          ...(snsDestination === undefined ? {} : { SnsDestination: { TopicARN: snsDestination.topicArn } }),
          ...(cloudWatchDestination === undefined
            ? {}
            : {
                CloudWatchDestination: {
                  DimensionConfigurations: cloudWatchDestination.dimensionConfigurations.map((dimension) => ({
                    DimensionName: dimension.dimensionName,
                    DimensionValueSource: "messageTag",
                    DefaultDimensionValue: dimension.defaultDimensionValue,
                  })),
                },
              }),
        },
      };
    },
  }),
  form(emailIdentityType, {}),
  form(mailFromType, {
    partOf: "EmailIdentity",
    leftOut: { mailFromDomain: "in MailFromAttributes", behaviorOnMxFailure: "in MailFromAttributes" },
    own: ({ mailFromDomain: MailFromDomain, behaviorOnMxFailure: BehaviorOnMxFailure }) => ({
      MailFromAttributes: { MailFromDomain, BehaviorOnMxFailure },
    }),
  }),
];

function encryptionOf({ enabled: SSEEnabled, kmsKeyArn: KMSMasterKeyId }: Encryption): Json {
  return KMSMasterKeyId === undefined ? { SSEEnabled } : { SSEEnabled, SSEType: "KMS", KMSMasterKeyId };
}
