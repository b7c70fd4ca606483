import type { MetricSink } from "../../metric.ts";
import type { Delivery } from "../sqs/sqs.ts";
import type { MessageAttribute } from "../sqs/engine/message.ts";
import type { Sender, Sqs } from "../sqs/sqs.ts";
import type { Bus, Rule, Target } from "./bus.ts";
import type { BusEvent } from "./definition.ts";

export interface Deliverer {
  /** Takes an event to the targets of each rule that it fits; `chosen` narrows the rules (a replay's FilterArns). */
  deliver(bus: Bus, event: BusEvent, chosen?: (rule: Rule) => boolean): Promise<void>;
  /** Events that reached neither a target nor its dead-letter queue, by rule ARN. */
  readonly vanished: ReadonlyMap<string, number>;
}

export function createDeliverer(sqs: Sqs, emit: MetricSink): Deliverer {
  const vanished = new Map<string, number>();

  function toTarget(bus: Bus, rule: Rule, target: Target, event: BusEvent): Delivery | undefined {
    const count = counter(emit, bus, rule);
    const { arn: queueArn, deadLetterConfig: { arn: deadLetterArn } = {} } = target.definition;
    const sender = senderOf(rule);
    const body = target.select(event);
    count("Invocations");
    const refusal = sqs.refusal(queueArn, sender);
    if (body !== undefined && refusal === undefined) return { queueArn, body, attributes: {} };
    count("FailedInvocations");
    if (deadLetterArn !== undefined && sqs.refusal(deadLetterArn, sender) === undefined) {
      count("InvocationsSentToDlq");
      const texts = { RULE_ARN: rule.arn, TARGET_ARN: queueArn, ...failureTexts(body, refusal) };
      return { queueArn: deadLetterArn, body: JSON.stringify(event), attributes: deadLetterAttributes(texts) };
    }
    if (deadLetterArn !== undefined) count("InvocationsFailedToBeSentToDlq");
    vanished.set(rule.arn, (vanished.get(rule.arn) ?? 0) + 1);
    return undefined;
  }

  return {
    vanished,
    async deliver(bus, event, chosen = () => true) {
      const deliveries: Delivery[] = [];
      for (const rule of bus.rules.values()) {
        if (!rule.enabled || !chosen(rule) || !rule.matches(event)) continue;
        const count = counter(emit, bus, rule);
        count("MatchedEvents");
        count("TriggeredRules");
        for (const target of rule.targets) {
          const delivery = toTarget(bus, rule, target, event);
          if (delivery !== undefined) deliveries.push(delivery);
        }
      }
      if (deliveries.length > 0) await sqs.deliver(deliveries);
    },
  };
}

/** Whether a rule may send to its target's queue. */
export function senderOf(rule: Rule): Sender {
  return { service: "events.amazonaws.com", sourceArn: rule.arn };
}

function counter(emit: MetricSink, bus: Bus, rule: Rule): (name: string) => void {
  const dimensions = { EventBusName: bus.name, RuleName: rule.definition.name };
  return (name) => emit({ namespace: "AWS/Events", name, dimensions, value: 1, unit: "Count" });
}

function failureTexts(body: string | undefined, refusal: string | undefined) {
  return body === undefined
    ? { ERROR_CODE: "INVALID_PARAMETER", ERROR_MESSAGE: "InputPath leads nowhere." }
    : { ERROR_CODE: "NO_PERMISSIONS", ERROR_MESSAGE: refusal ?? "" };
}

/** docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export function deadLetterAttributes(texts: Readonly<Record<string, string>>): Record<string, MessageAttribute> {
  const all = { ...texts, RETRY_ATTEMPTS: "0", EXHAUSTED_RETRY_CONDITION: "NotRetryable" };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );
}
