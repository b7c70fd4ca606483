import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { readSettings, type Settings } from "./settings.ts";

/** What every component of one stack shares. */
export interface Stack {
  readonly project: string;
  /** The Pulumi stack's name: `dev`, `prod`, ... */
  readonly stage: string;
  readonly settings: Settings;
  readonly accountId: pulumi.Output<string>;
  readonly region: pulumi.Output<string>;
  /** Options of a resource that holds data: in prod it is protected from deletion, and stays when the stack goes. */
  readonly keepsData: pulumi.CustomResourceOptions;
  readonly isProduction: boolean;
}

/** @throws pulumi.RunError when a setting is invalid */
export function readStack(): Stack {
  const stage = pulumi.getStack();
  const isProduction = stage === "prod";
  return {
    project: pulumi.getProject(),
    stage,
    settings: readSettings(),
    accountId: aws.getCallerIdentityOutput().accountId,
    region: aws.getRegionOutput().region,
    keepsData: isProduction ? { protect: true, retainOnDelete: true } : {},
    isProduction,
  };
}
