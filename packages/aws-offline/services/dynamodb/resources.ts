import * as v from "valibot";
import { arn, name, oneOf, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

const keySchemas = v.array(v.strictObject({ attributeName: v.string(), keyType: oneOf("HASH", "RANGE") }));

export const tableType = resourceType({
  token: "aws:dynamodb/table:Table",
  terraform: {
    type: "aws_dynamodb_table",
    blocks: {
      attributes: "attribute",
      globalSecondaryIndexes: "global_secondary_index",
      keySchemas: "key_schema",
    },
  },
  cloudFormation: "AWS::DynamoDB::Table",
  autoname: "name",
  entries: {
    name: name(255, /^[\w.-]{3,}$/u),
    billingMode: oneOf("PAY_PER_REQUEST"),
    hashKey: v.string(),
    rangeKey: v.optional(v.string()),
    attributes: v.array(v.strictObject({ name: v.string(), type: oneOf("S", "N", "B") })),
    globalSecondaryIndexes: v.optional(
      v.array(
        v.strictObject({
          name: v.string(),
          keySchemas,
          projectionType: oneOf("ALL", "INCLUDE", "KEYS_ONLY"),
          nonKeyAttributes: v.optional(v.array(v.string())),
        }),
      ),
    ),
    ttl: v.optional(v.strictObject({ attributeName: v.string(), enabled: v.boolean() })),
    pointInTimeRecovery: v.optional(v.strictObject({ enabled: v.boolean() })),
    serverSideEncryption: v.optional(v.strictObject({ enabled: v.boolean(), kmsKeyArn: v.optional(arn) })),
    deletionProtectionEnabled: v.optional(v.boolean()),
    tags,
  },
  check: (inputs) =>
    v.pipe(
      inputs,
      v.forward(
        v.partialCheck(
          [["hashKey"], ["rangeKey"], ["attributes"], ["globalSecondaryIndexes"]],
          (table) => keyFault(table) === undefined,
          ({ input }) => keyFault(input) ?? "",
        ),
        ["attributes"],
      ),
    ),
  replaces: ["hashKey", "rangeKey"],
  create: (_inputs, { name: table }, { accountId, region }) => ({
    id: table,
    outputs: { name: table, arn: `arn:aws:dynamodb:${region}:${accountId}:table/${table}` },
  }),
});

interface Keys {
  readonly hashKey: string;
  readonly rangeKey?: string | undefined;
  readonly attributes: readonly { readonly name: string }[];
  readonly globalSecondaryIndexes?:
    | readonly { readonly keySchemas: readonly { readonly attributeName: string }[] }[]
    | undefined;
}

/** DynamoDB takes definitions of key attributes only, and of all of them. */
function keyFault({ hashKey, rangeKey, attributes, globalSecondaryIndexes = [] }: Keys): string | undefined {
  const own = rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];
  const ofIndexes = globalSecondaryIndexes.flatMap((index) => index.keySchemas.map((key) => key.attributeName));
  const used = new Set([...own, ...ofIndexes]);
  const defined = new Set(attributes.map((attribute) => attribute.name));
  const unused = [...defined].filter((attribute) => !used.has(attribute)).toSorted();
  const missing = [...used].filter((attribute) => !defined.has(attribute)).toSorted();
  if (unused.length > 0) return `all attributes must be indexed. Unused attributes: ${JSON.stringify(unused)}`;
  if (missing.length === 0) return undefined;
  return `all indexes must match a defined attribute. Unmatched indexes: ${JSON.stringify(missing)}`;
}
