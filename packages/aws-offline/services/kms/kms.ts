import type { Access, AwsService } from "../../gateway/types.ts";
import type { Context } from "../../iam/condition.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import { sourceContext } from "../../iam/service-context.ts";
import { compilePolicy, type Policy } from "../../iam/policy.ts";
import { accountId } from "../../arn.ts";
import type { Key, KeyDefinition } from "./key.ts";
import { kmsOperations } from "./operations.ts";

/** What an AWS service wants to do with a key on its own account, for one resource. */
interface ServiceUse {
  /** `sns.amazonaws.com`, ... */
  service: string;
  /** The topic, rule or bus that it acts for. */
  sourceArn?: string;
  /** What the data is bound to, such as `aws:sqs:arn`. */
  encryptionContext: Readonly<Record<string, string>>;
}

/** Actions on data under a key: to read it, or to add to it. */
const reading = ["kms:Decrypt"];
const writing = ["kms:GenerateDataKey", "kms:Decrypt"];

export interface Kms {
  readonly service: AwsService;
  /** @throws PolicyError for what the evaluator does not support */
  createKey(definition: KeyDefinition): void;
  readonly policyOf: (keyArn: string) => Policy | undefined;
  /** Why the key's policy keeps a service from encrypting for a resource; undefined when it may, or there is no key. */
  refusal(keyId: string | undefined, use: ServiceUse): string | undefined;
  /** The leave that a caller needs of the key, beside that of the service (`sqs`, ...) that keeps the data. */
  accesses(keyId: string | undefined, service: string, what: "read" | "write", denied?: Access["denied"]): Access[];
}

/** The keys of the program. Nothing is encrypted: what is asked and enforced is who may use which key, and for what. */
export function createKms({ region }: { readonly region: string }): Kms {
  const keys = new Map<string, Key>();
  return {
    service: {
      name: "kms",
      protocol: { kind: "json", version: "1.1", targetPrefix: "TrentService" },
      operations: kmsOperations(keys),
      access: (action, { KeyId: key }) => [{ action: `kms:${action}`, resource: typeof key === "string" ? key : "*" }],
      resourcePolicy: (resource) => keys.get(resource)?.policy,
      resourcePolicyDecides: true,
    },
    createKey(definition) {
      const { policy } = definition;
      keys.set(definition.arn, {
        definition,
        policy: compilePolicy(policy, "resource", `key ${definition.arn}`),
        policyText: typeof policy === "string" ? policy : JSON.stringify(policy),
      });
    },
    policyOf: (keyArn) => keys.get(keyArn)?.policy,
    refusal(keyId, { service, sourceArn, encryptionContext }) {
      if (keyId === undefined) return undefined;
      if (isAwsManaged(keyId)) return `the policy of ${keyId}, which AWS manages, admits no service`;
      const key = keys.get(keyId);
      if (key === undefined) return `the key ${keyId} does not exist`;
      const context: Context = {
        ...sourceContext("key", service, { sourceArn, accountId }),
        ...inContext(encryptionContext),
      };
      const refused = writing.find(
        (action) => decideByResource(key.policy, { service }, { action, resource: keyId, context }) !== "allow",
      );
      return refused === undefined ? undefined : `the policy of ${keyId} does not allow ${service} ${refused} for this`;
    },
    accesses(keyId, service, what, denied) {
      // The account's identities may use the keys that AWS manages, through their service.
      if (keyId === undefined || isAwsManaged(keyId)) return [];
      const context = { "kms:ViaService": `${service}.${region}.amazonaws.com` };
      return (what === "read" ? reading : writing).map((action) => ({
        action,
        resource: keyId,
        context,
        ...(denied === undefined ? {} : { denied }),
      }));
    },
  };
}

function isAwsManaged(keyId: string): boolean {
  return keyId.startsWith("alias/aws/");
}

function inContext(pairs: Readonly<Record<string, string>>): Context {
  return Object.fromEntries(Object.entries(pairs).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]));
}
