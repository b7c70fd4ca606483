import { randomUUID } from "node:crypto";
import { AwsError, notSupported } from "../../gateway/aws-error.ts";
import type { AwsService, Input, Operation, Output } from "../../gateway/types.ts";
import { compilePolicy, type Policy, type PolicyDocument } from "../../iam/policy.ts";
import { arn, secretArn } from "../../arn.ts";
import { reader } from "../../input.ts";
import type { Kms } from "../kms/kms.ts";
import type { SecretDefinition } from "./definition.ts";
import { Secret } from "./secret.ts";

export interface SecretsManager {
  readonly service: AwsService;
  createSecret(definition: SecretDefinition): { arn: string };
  setSecretPolicy(secretId: string, policy: PolicyDocument | string): void;
  /** A new AWSCURRENT version. `secretId` is a name or an ARN. */
  putSecretValue(secretId: string, secretString: string): { versionId: string };
  all(): readonly Secret[];
}

const read = reader("InvalidParameterException");
const maxBytes = 65_536;

export function createSecretsManager({ region, kms }: { region: string; kms: Kms }): SecretsManager {
  const secrets = new Map<string, Secret>();
  const policies = new Map<string, Policy>();

  /** By name, by ARN, or by ARN without the six characters at its end. */
  function find(secretId: string): Secret {
    const found = [...secrets.values()].find(
      (secret) => secretId === secret.name || secretId === secret.arn || secretId === secret.arn.slice(0, -7),
    );
    if (found !== undefined) return found;
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }
  const named = (input: Input): Secret => find(read.text(input, "SecretId"));

  function put(secret: Secret, input: Input, stages?: readonly string[]): Output {
    const id = read.optionalText(input, "ClientRequestToken") ?? randomUUID();
    const version = secret.put(id, readValue(input), stages);
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: [...version.stages] };
  }

  const operations: Record<string, Operation> = {
    GetSecretValue(input) {
      const secret = named(input);
      const version = secret.find(read.optionalText(input, "VersionId"), read.optionalText(input, "VersionStage"));
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        SecretString: version.secretString,
        VersionStages: [...version.stages],
        CreatedDate: version.createdAt,
      };
    },
    PutSecretValue(input) {
      const stages = read.texts(input, "VersionStages");
      return put(named(input), input, stages.length === 0 ? undefined : stages);
    },
    UpdateSecret(input) {
      const secret = named(input);
      secret.description = read.optionalText(input, "Description") ?? secret.description;
      secret.kmsKeyId = read.optionalText(input, "KmsKeyId") ?? secret.kmsKeyId;
      if (input["SecretString"] === undefined && input["SecretBinary"] === undefined) {
        return { ARN: secret.arn, Name: secret.name };
      }
      const { VersionStages: _stages, ...output } = put(secret, input);
      return output;
    },
    DescribeSecret(input) {
      return describe(named(input));
    },
    ListSecrets: () => ({ SecretList: [...secrets.values()].map((secret) => describe(secret)) }),
    ListSecretVersionIds(input) {
      const secret = named(input);
      const Versions = secret.versions.map(({ id, stages, createdAt }) => ({
        VersionId: id,
        VersionStages: [...stages],
        CreatedDate: createdAt,
      }));
      return { ARN: secret.arn, Name: secret.name, Versions };
    },
  };

  return {
    service: {
      name: "secretsmanager",
      protocol: { kind: "json", version: "1.1", targetPrefix: "secretsmanager" },
      operations,
      access(action, input) {
        const { SecretId: id } = input;
        const resource = typeof id === "string" ? resourceOf(id, secrets, region) : "*";
        const key = [...secrets.values()].find((secret) => secret.arn === resource)?.kmsKeyId;
        const writes = input["SecretString"] !== undefined;
        return [
          { action: `secretsmanager:${action}`, resource },
          ...(action === "GetSecretValue" || writes
            ? kms.accesses(key, "secretsmanager", writes ? "write" : "read")
            : []),
        ];
      },
      resourcePolicy: (resource) => policies.get(resource),
    },
    createSecret(definition) {
      const { name, tags, description, kmsKeyId, secretString } = definition;
      if (secrets.has(name)) throw new AwsError("ResourceExistsException", `The secret ${name} already exists.`);
      const secret = new Secret(name, definition.arn ?? secretArn(region, name), tags ?? {});
      secret.description = description;
      secret.kmsKeyId = kmsKeyId;
      secrets.set(name, secret);
      if (secretString !== undefined) secret.put(randomUUID(), secretString);
      return { arn: secret.arn };
    },
    setSecretPolicy(secretId, policy) {
      const secret = find(secretId);
      policies.set(secret.arn, compilePolicy(policy, "resource", `secret ${secret.name}`));
    },
    putSecretValue: (secretId, secretString) => ({ versionId: find(secretId).put(randomUUID(), secretString).id }),
    all: () => [...secrets.values()],
  };
}

function describe(secret: Secret): Output {
  return {
    ARN: secret.arn,
    Name: secret.name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.kmsKeyId === undefined ? {} : { KmsKeyId: secret.kmsKeyId }),
    CreatedDate: secret.createdAt,
    LastChangedDate: secret.changedAt,
    RotationEnabled: false,
    VersionIdsToStages: Object.fromEntries(secret.versions.map(({ id, stages }) => [id, [...stages]])),
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function readValue(input: Input): string {
  if (input["SecretBinary"] !== undefined) throw notSupported("a secret with SecretBinary");
  const value = read.text(input, "SecretString");
  if (Buffer.byteLength(value) <= maxBytes) return value;
  throw new AwsError("InvalidParameterException", `SecretString is longer than ${String(maxBytes)} bytes`);
}

/** The whole ARN also where the caller gives a name; an unknown one is authorised by its name alone. */
function resourceOf(id: string, secrets: ReadonlyMap<string, Secret>, region: string): string {
  const known = [...secrets.values()].find(({ name, arn: whole }) => id === name || id === whole.slice(0, -7));
  if (known !== undefined) return known.arn;
  return id.startsWith("arn:") ? id : arn("secretsmanager", region, `secret:${id}`);
}
