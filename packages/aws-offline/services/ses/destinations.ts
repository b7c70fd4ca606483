import { arn } from "../../arn.ts";
import type { ResourceGraph } from "../../graph/resource-graph.ts";
import type { Sns } from "../sns/sns.ts";
import type { EventDestinationDefinition } from "./definition.ts";
import { eventDestinationType } from "./resources.ts";

export function configurationSetArn(region: string, name: string): string {
  return arn("ses", region, `configuration-set/${name}`);
}

/** Where the program has SES publish events. */
export function declaredDestinations(graph: ResourceGraph): EventDestinationDefinition[] {
  return graph.of(eventDestinationType).flatMap(({ inputs }) => {
    const { configurationSetName: configurationSet, eventDestination } = inputs;
    const { enabled, matchingEventTypes: types, snsDestination } = eventDestination;
    return enabled && snsDestination !== undefined
      ? [{ configurationSet, types, topicArn: snsDestination.topicArn }]
      : [];
  });
}

/** The configuration sets whose sends SES counts in CloudWatch. */
export function countedSets(graph: ResourceGraph): string[] {
  return graph.of(eventDestinationType).flatMap(({ inputs: { configurationSetName, eventDestination } }) => {
    const { enabled, matchingEventTypes: types, cloudWatchDestination } = eventDestination;
    return enabled && cloudWatchDestination !== undefined && types.includes("SEND") ? [configurationSetName] : [];
  });
}

/** Topics that SES may not publish to: on AWS its events would be lost without a word. */
export function destinationWarnings(graph: ResourceGraph, sns: Pick<Sns, "refusal">, region: string): string[] {
  return declaredDestinations(graph).flatMap(({ configurationSet, topicArn }) => {
    const sourceArn = configurationSetArn(region, configurationSet);
    const why = sns.refusal(topicArn, { service: "ses.amazonaws.com", sourceArn });
    return why === undefined ? [] : [`${sourceArn} -> ${topicArn}: ${why}`];
  });
}
