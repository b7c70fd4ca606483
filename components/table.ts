import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Grant } from "./policy.ts";
import type { Stack } from "./stack.ts";

export interface TableArgs {
  readonly stack: Stack;
  /** The environment variable by which a function finds the table. */
  readonly variable: string;
  readonly hashKey: string;
  /** A global secondary index over string attributes. A write to the item costs one here only if one of these changed. */
  readonly index?: {
    readonly name: string;
    readonly hashKey: string;
    readonly rangeKey: string;
    readonly nonKeyAttributes: readonly string[];
  };
  /** Items that are written with this attribute, an epoch second, may be deleted after it. */
  readonly ttl?: { readonly attribute: string; readonly days: number; readonly variable: string };
}

/** A DynamoDB table on demand, with point-in-time recovery; keys are strings. */
export class Table extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  readonly #environment: Grant["environment"];
  readonly #key: Stack["key"];

  constructor(name: string, args: TableArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:data:Table", name, {}, options);
    const { stack, hashKey, index, ttl } = args;
    const keys = [hashKey, ...(index === undefined ? [] : [index.hashKey, index.rangeKey])];

    const table = new aws.dynamodb.Table(
      `${name}-table`,
      {
        billingMode: "PAY_PER_REQUEST",
        hashKey,
        attributes: keys.map((key) => ({ name: key, type: "S" })),
        ...(index === undefined ? {} : { globalSecondaryIndexes: [indexArgs(index)] }),
        ...(ttl === undefined ? {} : { ttl: { attributeName: ttl.attribute, enabled: true } }),
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: stack.key?.arn },
        deletionProtectionEnabled: stack.settings.protectData,
      },
      { parent: this, ...stack.keepsData },
    );
    this.name = table.name;
    this.arn = table.arn;
    this.#key = stack.key;
    this.#environment = {
      [args.variable]: this.name,
      ...(ttl === undefined ? {} : { [ttl.variable]: String(ttl.days) }),
    };
    this.registerOutputs({ name: this.name, arn: this.arn });
  }

  /** Items by key, read and written; transactions of these actions need no more. */
  canReadWrite(): Grant {
    return this.#grant(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]);
  }

  /** Items by key, each written as a whole. */
  canReadAndPut(): Grant {
    return this.#grant(["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"]);
  }

  /** Many items at once, by their keys. */
  canReadMany(): Grant {
    return this.#grant(["dynamodb:BatchGetItem"]);
  }

  /** Attributes of items by key, without reading them. */
  canUpdate(): Grant {
    return this.#grant(["dynamodb:UpdateItem"]);
  }

  #grant(actions: readonly string[]): Grant {
    const statements = [
      { actions, resources: [this.arn] },
      ...(this.#key === undefined ? [] : [this.#key.decryptThrough("dynamodb")]),
    ];
    return { statements, environment: this.#environment };
  }
}

function indexArgs({ name, hashKey, rangeKey, nonKeyAttributes }: NonNullable<TableArgs["index"]>) {
  return {
    name,
    // Not hashKey and rangeKey, which are deprecated here. The difference at each plan that terraform-provider-aws 6.31 showed
    // for a HASH and a RANGE key (#46335, and #46513, which is still open) ended with
    // https://github.com/hashicorp/terraform-provider-aws/pull/46442 of February 2026, seven months before @pulumi/aws 7.48;
    // what #46512 mends is of a table that changes over from hashKey, and this one never had it.
    keySchemas: [
      { attributeName: hashKey, keyType: "HASH" },
      { attributeName: rangeKey, keyType: "RANGE" },
    ],
    projectionType: "INCLUDE",
    nonKeyAttributes: [...nonKeyAttributes],
  };
}
