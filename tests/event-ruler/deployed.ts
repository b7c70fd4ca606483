import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { fewerEffects } from "../../domain/event/fewer-effects.ts";
import { evaluate } from "../support/evaluate.ts";
import { toMessage } from "../../functions/shared/event-message.ts";
import type { Question } from "./event-ruler.ts";

const partner = "aws.partner/stripe.com/ed_1example";
const at = 1_790_000_000;
const traffic = new Traffic({ run: "rulers", at, selfContained: false });
const stripeEvents = Array.from({ length: traffic.cycleLength }, (_, index) => traffic.event(index));

/** As they come on both buses, new and replayed. */
const busEvents = stripeEvents.flatMap((event) => {
  const { type } = event as { type: unknown };
  const effects = fewerEffects(readStripeEvent(event));
  const archived = { event, stage: "dev", receivedAt: new Date(at * 1000).toISOString(), ...(effects && { effects }) };
  const fresh = [
    { source: "stripe", "detail-type": type, detail: archived },
    { source: partner, "detail-type": type, detail: event },
  ];
  return [...fresh, ...fresh.map((each) => ({ ...each, "replay-name": "replay" }))];
});

/** SNS filters by the attributes as if they were an event. */
const attributes = stripeEvents.map(
  (event) => toMessage(readStripeEvent(event), JSON.stringify(event), { ...event }, at * 1000).attributes,
);

function textOf(graph: ResourceGraph, type: string, input: string): string[] {
  const inputs = graph.resources.filter((resource) => resource.type === type).map(({ inputs: all }) => all[input]);
  return inputs.filter((value) => typeof value === "string");
}

/** Every rule, archive and subscription that index.ts makes, asked about a shop's usual events. */
export async function deployedQuestions(): Promise<Question[]> {
  const graph = await evaluate({ settings: { stripeEventSource: partner } });
  const patterns = ["eventRule:EventRule", "eventArchive:EventArchive"].flatMap((type) =>
    textOf(graph, `aws:cloudwatch/${type}`, "eventPattern"),
  );
  const policies = textOf(graph, "aws:sns/topicSubscription:TopicSubscription", "filterPolicy");
  const ask = (texts: readonly string[], events: readonly unknown[]): Question[] =>
    texts.map((pattern) => ({ pattern: JSON.parse(pattern), events }));
  return [...ask(patterns, busEvents), ...ask(policies, attributes)];
}
