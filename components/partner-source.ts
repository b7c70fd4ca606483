import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { BusRule } from "./bus-rule.ts";
import type { EventFilter } from "./event-topic.ts";
import { partnerPattern } from "./partner-pattern.ts";
import type { Stack } from "./stack.ts";

export interface PartnerSourceArgs {
  readonly stack: Stack;
  /** The partner event source's, and so the bus's. */
  readonly sourceName: string;
}

export interface PartnerSourceOutputs {
  readonly busName: pulumi.Output<string>;
  readonly archiveArn: pulumi.Output<string>;
  /** One for each branch. */
  readonly ruleArns: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * Stripe's events by EventBridge: the bus of a partner event source, an archive of what arrives on it, and one rule for each
 * branch. The event is the bus event's detail, whole.
 * @see https://docs.stripe.com/event-destinations/eventbridge
 */
export class PartnerSource extends pulumi.ComponentResource {
  readonly busName: pulumi.Output<string>;
  readonly archiveArn: pulumi.Output<string>;
  readonly rules = new Map<string, BusRule>();

  readonly #sourceName: string;

  constructor(name: string, args: PartnerSourceArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:partner:PartnerSource", name, {}, options);
    const { stack, sourceName } = args;
    this.#sourceName = sourceName;
    const bus = new aws.cloudwatch.EventBus(
      `${name}-bus`,
      {
        // A partner bus bears the name of its source.
        name: sourceName,
        eventSourceName: sourceName,
        ...(stack.key === undefined ? {} : { kmsKeyIdentifier: stack.key.arn }),
      },
      { parent: this, ...stack.keepsData },
    );
    const archive = new aws.cloudwatch.EventArchive(
      name,
      {
        eventSourceArn: bus.arn,
        description: "Every event of Stripe's partner event source, before anything of this stack has touched it",
        eventPattern: JSON.stringify({ source: [sourceName], "replay-name": [{ exists: false }] }),
        retentionDays: stack.settings.archiveRetentionDays,
        kmsKeyIdentifier: stack.key?.arn,
      },
      { parent: this, ...stack.keepsData },
    );
    this.busName = bus.name;
    this.archiveArn = archive.arn;
    this.registerOutputs({ busName: this.busName, archiveArn: this.archiveArn });
  }

  /**
   * The rule of a branch, which passes replayed events too: a replay of this bus's archive names the rules that it is for.
   * @param filter without one the rule passes every event that is not replayed
   */
  rule(branch: string, filter: EventFilter | undefined, options: pulumi.ComponentResourceOptions): BusRule {
    const rule = new BusRule(
      `${branch}-partner`,
      {
        busName: this.busName,
        description: "Events of Stripe's partner event source",
        eventPattern: {
          source: [this.#sourceName],
          ...(filter === undefined ? { "replay-name": [{ exists: false }] } : partnerPattern(filter)),
        },
        eventPath: "$.detail",
      },
      options,
    );
    this.rules.set(branch, rule);
    return rule;
  }

  outputs(): PartnerSourceOutputs {
    const arns = [...this.rules].map(([branch, rule]) => [branch, rule.arn] as const);
    return { busName: this.busName, archiveArn: this.archiveArn, ruleArns: Object.fromEntries(arns) };
  }
}
