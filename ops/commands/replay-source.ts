import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import type { Consumer } from "../consumers.ts";
import { UsageError } from "../errors.ts";
import type { ReplayOptions } from "./replay-options.ts";

/** The archive that is replayed, and how. */
export interface ReplaySource {
  readonly archiveArn: string;
  readonly ruleArnOf: (consumer: Consumer) => string;
  /** Events that the journal, which the dry run reads, does not have. */
  readonly mayHoldMore: boolean;
  /** Milliseconds by which the archive may have an event earlier than the journal. */
  readonly slackBefore: number;
}

/**
 * By default the stack's own archive, without a webhook too: it has what `reconcile` brought in besides.
 * @throws UsageError for a partner event source that the stack lacks, or single events of its archive
 */
export function replaySource(
  options: Pick<ReplayOptions, "archive" | "type" | "order" | "event">,
  { archiveArn, partnerSource }: StackOutputs,
): ReplaySource {
  if (options.archive === "stack")
    return { archiveArn, ruleArnOf: ({ replayRuleArn }) => replayRuleArn, mayHoldMore: false, slackBefore: 0 };
  if (partnerSource === undefined)
    throw new UsageError("--archive partner: the stack has no partner event source (setting stripeEventSource)");
  const narrowing = (["type", "order", "event"] as const).find((name) => options[name] !== undefined);
  if (narrowing !== undefined) {
    throw new UsageError(
      `--archive partner replays a whole window: leave out --${narrowing}, or choose among the stack's own archive`,
    );
  }
  const ruleArnOf = ({ name }: Consumer): string => {
    const arn = partnerSource.ruleArns[name];
    if (arn === undefined) throw new UsageError(`the partner event source has no rule for ${name}: pulumi up`);
    return arn;
  };
  return { archiveArn: partnerSource.archiveArn, ruleArnOf, mayHoldMore: true, slackBefore: 60_000 };
}
