import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Grant } from "./policy.ts";
import type { Stack } from "./stack.ts";

/** The stack's one secret. Pulumi writes its first version; the operator and `ops` write the others. */
export class Secrets extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  readonly #key: Stack["key"];

  constructor(name: string, args: { readonly stack: Stack }, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:data:Secrets", name, {}, options);
    const { stack } = args;

    const secret = new aws.secretsmanager.Secret(
      `${name}-secret`,
      {
        name: `${stack.project}-${stack.stage}-secrets`,
        description: "Stripe's signing secret and API key, and the sender of e-mails",
        // Where data is not protected a destroyed stack gives its name back at once, so that the next `up` can use it.
        recoveryWindowInDays: stack.settings.protectData ? 30 : 0,
        kmsKeyId: stack.key?.arn,
      },
      { parent: this, ...stack.keepsData },
    );
    const firstVersion = new aws.secretsmanager.SecretVersion(
      `${name}-first-version`,
      {
        secretId: secret.id,
        // Empty until the operator writes them: the webhook returns 500 and says so.
        secretString: pulumi.secret(
          JSON.stringify({
            stripe_webhook_secret: "",
            stripe_api_key: "",
            ses_from_email: stack.settings.sesFromEmail,
          }),
        ),
      },
      { parent: this, ignoreChanges: ["secretString"], retainOnDelete: stack.settings.protectData },
    );
    // Through the first version, so that no function starts before the secret can be read.
    this.arn = pulumi.all([secret.arn, firstVersion.id]).apply(([arn]) => arn);
    this.#key = stack.key;
    this.registerOutputs({ arn: this.arn });
  }

  canRead(): Grant {
    return {
      statements: [
        { actions: ["secretsmanager:GetSecretValue"], resources: [this.arn] },
        ...(this.#key === undefined ? [] : [this.#key.decryptThrough("secretsmanager")]),
      ],
      environment: { SECRETS_MANAGER_ARN: this.arn },
    };
  }
}
