import type { Policy, PolicyDocument } from "../../iam/policy.ts";

export interface KeyDefinition {
  arn: string;
  policy: PolicyDocument | string;
  description?: string;
  rotates?: boolean;
  /** `alias/NAME`. */
  aliases?: string[];
}

export interface Key {
  readonly definition: KeyDefinition;
  policyText: string;
  policy: Policy;
}
