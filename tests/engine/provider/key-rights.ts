import { compilePolicy } from "../../../packages/aws-offline/iam/policy.ts";
import { creationRefusals } from "../../../packages/aws-offline/services/kms/creation.ts";
import { account, region } from "./place.ts";
import { arnOf, given, names, type Resource } from "./resource.ts";
import { revealAll, text, type Properties } from "./values.ts";

/** Why a key's policy keeps the resource from being created or updated, or from working once it is. */
export function keyRefusals(type: string, inputs: Properties, others: readonly Resource[]): string[] {
  const find = (wanted: string, reference: string): Properties | undefined => {
    const found = others.find(
      (other) => other.type === wanted && (arnOf(other) === reference || names(reference, other)),
    );
    return found === undefined ? undefined : revealAll(given(found.inputs));
  };
  return creationRefusals(
    type,
    inputs,
    { accountId: account, region, find },
    (arn) => {
      const key = others.find((other) => other.type === "aws:kms/key:Key" && arn !== "" && arnOf(other) === arn);
      return key === undefined
        ? undefined
        : compilePolicy(text(revealAll(key.inputs), "policy"), "resource", `key ${arn}`);
    },
    "everybody",
  );
}
