import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EncryptionKey } from "./encryption-key.ts";
import { PrivateNetwork } from "./network.ts";
import { readSettings, type Settings } from "./settings.ts";

/** What is known of a stack before anything of it exists. */
export interface StackBasis {
  readonly project: string;
  /** The Pulumi stack's name: `dev`, `prod`, ... */
  readonly stage: string;
  readonly settings: Settings;
  readonly accountId: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  /** Options of a resource that holds data, by the setting `protectData`. */
  readonly keepsData: pulumi.CustomResourceOptions;
}

/** What every component of one stack shares. */
export interface Stack extends StackBasis {
  /** Encrypts what holds data; without one AWS's own keys do. */
  readonly key: EncryptionKey | undefined;
  /** Where the functions run; without one in Lambda's own network. */
  readonly network: PrivateNetwork | undefined;
}

/** @throws pulumi.RunError when a setting is invalid */
export function readStack(): Stack {
  const stage = pulumi.getStack();
  const settings = readSettings();
  const stack = {
    project: pulumi.getProject(),
    stage,
    settings,
    accountId: aws.getCallerIdentityOutput().accountId,
    region: aws.getRegionOutput().region,
    keepsData: settings.protectData ? { protect: true, retainOnDelete: true } : {},
  };
  const key = settings.encryption === "customer-key" ? new EncryptionKey("encryption", { stack }) : undefined;
  const network = settings.network === "private" ? new PrivateNetwork("network", { stack, key }) : undefined;
  return { ...stack, key, network };
}
