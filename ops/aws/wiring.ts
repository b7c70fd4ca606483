import { paginateListSubscriptionsByTopic } from "@aws-sdk/client-sns";
import { type Branch, branchesOf } from "../branches.ts";
import type { Target } from "../target.ts";
import type { BrokenWire } from "../core/why/sight.ts";
import { ruleState } from "./observe.ts";

/** What leads no event to a branch, though nothing fails: what was changed by hand. */
export async function brokenWires(target: Target): Promise<BrokenWire[]> {
  const [subscriptions, rules] = await Promise.all([brokenSubscriptions(target), disabledRules(target)]);
  return [...subscriptions, ...rules];
}

async function brokenSubscriptions({ clients: { sns }, outputs }: Target): Promise<BrokenWire[]> {
  const subscribed = new Map<string, string>();
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client: sns },
    { TopicArn: outputs.topicArn },
  )) {
    for (const { Endpoint = "", SubscriptionArn = "" } of Subscriptions) {
      subscribed.set(Endpoint.slice(Endpoint.lastIndexOf(":") + 1), SubscriptionArn);
    }
  }
  const broken = branchesOf(outputs).map(async (branch): Promise<BrokenWire[]> => {
    const arn = subscribed.get(branch.queueUrl.slice(branch.queueUrl.lastIndexOf("/") + 1));
    if (arn === undefined) return [{ branch: branch.name, what: "the events topic has no subscription of its queue" }];
    const { Attributes: attributes = {} } = await sns.getSubscriptionAttributes({ SubscriptionArn: arn });
    return lackingIn(branch, attributes).map((what) => ({ branch: branch.name, what }));
  });
  return (await Promise.all(broken)).flat();
}

function lackingIn({ consumer }: Branch, { FilterPolicy: filter, RawMessageDelivery: raw }: Record<string, string>) {
  const lacking =
    filter === undefined
      ? []
      : (consumer?.eventTypes ?? ["every type"]).filter((type) => !filter.includes(`"${type}"`));
  return [
    ...(lacking.length === 0 ? [] : [`its subscription's filter leaves out ${someOf(lacking)}`]),
    ...(raw === "true" ? [] : ["its subscription does not deliver messages raw"]),
  ];
}

async function disabledRules(target: Target): Promise<BrokenWire[]> {
  const { replayRuleArns, eventBusName } = target.outputs;
  const states = Object.entries(replayRuleArns).map(async ([branch, arn]): Promise<BrokenWire[]> => {
    const state = await ruleState(arn, eventBusName, target);
    return state === "ENABLED"
      ? []
      : [{ branch, what: `its replay rule is ${state}: a replay does not reach it`, isRule: true }];
  });
  return (await Promise.all(states)).flat();
}

function someOf(names: readonly string[]): string {
  const [first = "", ...others] = names;
  return others.length === 0 ? first : `${first} and ${String(others.length)} more`;
}
