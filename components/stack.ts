import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { requireOwnAddresses } from "./addresses.ts";
import { EncryptionKey } from "./encryption-key.ts";
import { PrivateNetwork } from "./network.ts";
import { requireCommonPartition, requireStackName } from "./place.ts";
import { readSettings } from "./settings.ts";
import type { StackBasis } from "./stack-basis.ts";

/** What every component of one stack shares. */
export interface Stack extends StackBasis {
  /** Encrypts what holds data; without one AWS's own keys do. */
  readonly key: EncryptionKey | undefined;
  /** Where the functions run; without one in Lambda's own network. */
  readonly network: PrivateNetwork | undefined;
}

/** @throws pulumi.RunError when a setting is invalid */
export function readStack(): Stack {
  const stage = requireStackName(pulumi.getStack());
  const settings = readSettings();
  requireOwnAddresses(settings);
  const stack = {
    project: pulumi.getProject(),
    stage,
    settings,
    accountId: aws.getCallerIdentityOutput().accountId,
    region: aws.getRegionOutput().region.apply(requireCommonPartition),
    keepsData: settings.protectData ? { protect: true, retainOnDelete: true } : {},
  };
  const key = settings.encryption === "customer-key" ? new EncryptionKey("encryption", { stack }) : undefined;
  const network = settings.network === "private" ? new PrivateNetwork("network", { stack, key }) : undefined;
  return { ...stack, key, network };
}
