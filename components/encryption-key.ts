import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keyPolicy } from "./key-policy.ts";
import type { PolicyStatement } from "./policy.ts";
import type { StackBasis } from "./stack-basis.ts";

/** The services that hold data of the stack and read it for a role. */
type Keeper = "dynamodb" | "secretsmanager" | "sns" | "sqs";

/** The stack's own KMS key, which rotates every year. Whoever uses it does so through the service that holds the data. */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  readonly #region: pulumi.Output<string>;

  constructor(name: string, args: { readonly stack: StackBasis }, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:encryption:EncryptionKey", name, {}, options);
    const { stack } = args;
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: `All data of ${stack.project}-${stack.stage}`,
        enableKeyRotation: true,
        // A deleted key takes everything with it that it encrypted: where data is protected there is the longest time to notice.
        deletionWindowInDays: stack.settings.protectData ? 30 : 7,
        policy: keyPolicy(stack),
      },
      { parent: this, ...stack.keepsData },
    );
    new aws.kms.Alias(
      `${name}-alias`,
      { name: `alias/${stack.project}-${stack.stage}`, targetKeyId: key.keyId },
      { parent: this },
    );
    this.arn = key.arn;
    this.#region = stack.region;
    this.registerOutputs({ arn: this.arn });
  }

  /** What a role needs that reads what the service keeps under this key. */
  decryptThrough(service: Keeper): PolicyStatement {
    return this.#through(service, ["kms:Decrypt"]);
  }

  /** What a role needs that gives the service something to keep under this key. */
  encryptThrough(service: Keeper): PolicyStatement {
    return this.#through(service, ["kms:Decrypt", "kms:GenerateDataKey"]);
  }

  #through(service: Keeper, actions: readonly string[]): PolicyStatement {
    const via = pulumi.interpolate`${service}.${this.#region}.amazonaws.com`;
    return { actions, resources: [this.arn], condition: { StringEquals: { "kms:ViaService": via } } };
  }
}
