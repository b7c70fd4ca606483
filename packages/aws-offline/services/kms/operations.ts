import { AwsError } from "../../gateway/aws-error.ts";
import type { Input, Operation } from "../../gateway/types.ts";
import { compilePolicy, PolicyError } from "../../iam/policy.ts";
import { accountId } from "../../arn.ts";
import { reader } from "../../input.ts";
import type { Key } from "./key.ts";

const read = reader("ValidationException");

export function kmsOperations(keys: ReadonlyMap<string, Key>): Record<string, Operation> {
  /** By ARN, id or alias. */
  const find = (input: Input): Key => {
    const id = read.text(input, "KeyId");
    const found = [...keys.values()].find(
      ({ definition }) => definition.arn === id || idOf(definition.arn) === id || definition.aliases?.includes(id),
    );
    if (found !== undefined) return found;
    throw new AwsError("NotFoundException", `Key '${id}' does not exist`);
  };
  return {
    DescribeKey: (input) => {
      const { arn, description = "" } = find(input).definition;
      return {
        KeyMetadata: {
          AWSAccountId: accountId,
          Arn: arn,
          KeyId: idOf(arn),
          Description: description,
          Enabled: true,
          KeyManager: "CUSTOMER",
          KeySpec: "SYMMETRIC_DEFAULT",
          KeyState: "Enabled",
          KeyUsage: "ENCRYPT_DECRYPT",
        },
      };
    },
    GetKeyPolicy: (input) => ({ Policy: find(input).policyText, PolicyName: "default" }),
    PutKeyPolicy: (input) => {
      const key = find(input);
      const text = read.text(input, "Policy");
      try {
        key.policy = compilePolicy(text, "resource", `key ${key.definition.arn}`);
        key.policyText = text;
      } catch (cause) {
        if (!(cause instanceof PolicyError)) throw cause;
        throw new AwsError("MalformedPolicyDocumentException", cause.message, { cause });
      }
      return {};
    },
    GetKeyRotationStatus: (input) => ({ KeyRotationEnabled: find(input).definition.rotates ?? false }),
    ListKeys: () => ({
      Keys: [...keys.keys()].map((arn) => ({ KeyArn: arn, KeyId: idOf(arn) })),
      Truncated: false,
    }),
    ListAliases: () => ({
      Aliases: [...keys.values()].flatMap(({ definition }) =>
        (definition.aliases ?? []).map((name) => ({ AliasName: name, TargetKeyId: idOf(definition.arn) })),
      ),
      Truncated: false,
    }),
  };
}

function idOf(keyArn: string): string {
  return keyArn.split("/").at(-1) ?? keyArn;
}
