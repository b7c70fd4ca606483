import type { Access, AwsService, Input } from "../../gateway/types.ts";
import { arn } from "../../arn.ts";
import { isObject } from "../../input.ts";
import type { Kms } from "../kms/kms.ts";
import type { MetricSink } from "../../metric.ts";
import type { Sqs } from "../sqs/sqs.ts";
import { busNameOf, EventsState } from "./bus.ts";
import type { ArchiveDefinition, BusDefinition, BusEvent, RuleDefinition, TargetDefinition } from "./definition.ts";
import { BusEncryption } from "./encryption.ts";
import { createDeliverer, senderOf } from "./deliver.ts";
import { describeOperations } from "./describe.ts";
import { putEvents, putPartnerEvents } from "./put-events.ts";
import { Replays } from "./replays.ts";

export interface Events {
  readonly service: AwsService;
  createBus(definition: BusDefinition): { arn: string };
  /** @throws AwsError naming an operator of the pattern that is not supported. */
  putRule(definition: RuleDefinition): { arn: string };
  putTarget(definition: TargetDefinition): void;
  createArchive(definition: ArchiveDefinition): { arn: string };
  /** An archive's events by time; fresh copies. `archive` is a name or an ARN. */
  archived(archive: string): BusEvent[];
  /** Every archive's events, by the archive's name. */
  allArchived(): Readonly<Record<string, readonly BusEvent[]>>;
  /** Puts events into an archive, if there is one of this name; no rule gets them. */
  fillArchive(name: string, events: readonly BusEvent[]): void;
  /** Events that were lost for want of permission, by the ARN of the rule, bus or archive that lost them. */
  vanished(): ReadonlyMap<string, number>;
  /** What will not be delivered with this program, one line each. To be asked when all is wired. */
  warnings(): string[];
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html */
const ruleActions = new Set(["DescribeRule", "EnableRule", "DisableRule", "ListTargetsByRule"]);
const endOfTime = Number.MAX_SAFE_INTEGER;

/** EventBridge: custom buses, rules to SQS queues, archives and replays. Delivery is done when PutEvents returns. */
export function createEvents(options: { region: string; sqs: Sqs; kms: Kms; onMetric?: MetricSink }): Events {
  const { region, sqs, kms } = options;
  const state = new EventsState(region);
  const encryption = new BusEncryption(sqs, kms);
  const deliverer = createDeliverer(sqs, options.onMetric ?? ((): void => undefined));
  const replays = new Replays(state, deliverer, encryption, region);
  /** A rule of a bus under a customer's key asks for the key too. */
  const onKey = (action: string, { EventBusName: name }: Input): Access[] => {
    if (!ruleActions.has(action)) return [];
    const bus = [...state.buses.values()].find((each) => each.name === name || each.arn === name);
    return kms.accesses(bus?.kmsKeyId, "events", "read");
  };
  return {
    service: {
      name: "events",
      protocol: { kind: "json", version: "1.1", targetPrefix: "AWSEvents" },
      operations: {
        PutEvents: (input) => putEvents({ state, deliverer, encryption, region }, input),
        PutPartnerEvents: (input) => putPartnerEvents({ state, deliverer, encryption, region }, input),
        ...describeOperations(state),
        ...replays.operations,
      },
      access: (action, input) => [...access(region, action, input), ...onKey(action, input)],
    },
    createBus: (definition) => ({ arn: state.createBus(definition).arn }),
    putRule: (definition) => ({ arn: state.putRule(definition).arn }),
    putTarget: (definition) => state.putTarget(definition),
    createArchive: (definition) => ({ arn: state.createArchive(definition).arn }),
    archived: (archive) => [...state.archive(archive).between(0, endOfTime)],
    allArchived: () =>
      Object.fromEntries([...state.archives].map(([name, archive]) => [name, [...archive.between(0, endOfTime)]])),
    fillArchive: (name, events) => events.forEach((event) => state.archives.get(name)?.take(event)),
    vanished: () => new Map([...deliverer.vanished, ...encryption.vanished]),
    warnings: () => [...warnings(state, sqs), ...encryption.warnings(state)],
  };
}

/** docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridge.html */
function access(region: string, action: string, input: Input): Access[] {
  const { Entries, EventBusName, Name, Rule, ArchiveName, ReplayName } = input;
  // AWS knows no resources here.
  const everywhere: ReadonlySet<string> = new Set(["PutPartnerEvents", "DescribeEventSource"]);
  if (everywhere.has(action)) return [{ action: `events:${action}`, resource: "*" }];
  const on = (resource: string): Access => ({ action: `events:${action}`, resource });
  const inRegion = (resource: string): Access => on(arn("events", region, resource));
  const bus = (name: unknown): string => {
    const text = typeof name === "string" ? name : "default";
    return text.startsWith("arn:") ? text : arn("events", region, `event-bus/${text}`);
  };
  if (Array.isArray(Entries)) {
    const buses = new Set(Entries.map((entry: unknown) => bus(isObject(entry) ? entry["EventBusName"] : undefined)));
    return [...buses].map(on);
  }
  if (typeof ReplayName === "string") return [inRegion(`replay/${ReplayName}`)];
  if (typeof ArchiveName === "string") return [inRegion(`archive/${ArchiveName}`)];
  if (action === "DescribeEventBus") return [on(bus(Name))];
  const rule = Rule ?? Name;
  if (typeof rule !== "string") return [on("*")];
  const busName = busNameOf(bus(EventBusName)) ?? "default";
  return [inRegion(busName === "default" ? `rule/${rule}` : `rule/${busName}/${rule}`)];
}

function warnings(state: EventsState, sqs: Sqs): string[] {
  const rules = [...state.buses.values()].flatMap((bus) => [...bus.rules.values()]);
  return rules.flatMap((rule) =>
    rule.targets.flatMap(({ definition }) => {
      const { arn: targetArn, deadLetterConfig } = definition;
      return [targetArn, deadLetterConfig?.arn ?? []].flat().flatMap((queueArn) => {
        const why = sqs.refusal(queueArn, senderOf(rule));
        return why === undefined ? [] : [`${rule.arn} -> ${queueArn}: ${why}`];
      });
    }),
  );
}
