import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./settings.ts";

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
