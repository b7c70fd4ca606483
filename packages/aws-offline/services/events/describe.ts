import type { Input, Operation, Output } from "../../gateway/types.ts";
import { reader } from "../../input.ts";
import { paginate } from "../../paginate.ts";
import { arn as arnOf } from "../../arn.ts";
import type { Archive } from "./archive.ts";
import { type Bus, type EventsState, notFound, type Rule, type Target } from "./bus.ts";

const read = reader("ValidationException");

/** The reading operations of buses, rules, targets and archives, and the switches of a rule. */
export function describeOperations(state: EventsState): Record<string, Operation> {
  const busName = (input: Input): string | undefined => read.optionalText(input, "EventBusName");
  const prefixed = (input: Input): ((thing: { name: string }) => boolean) => {
    const prefix = read.optionalText(input, "NamePrefix") ?? "";
    return ({ name }) => name.startsWith(prefix);
  };
  const pageOf = <T>(input: Input, all: readonly T[]): { page: T[]; NextToken?: string } =>
    paginate(all, read.optionalNumber(input, "Limit"), read.optionalText(input, "NextToken"));
  const rule = (input: Input): Rule => state.rule(busName(input), read.text(input, "Name"));

  return {
    ListEventBuses(input) {
      const { page, ...next } = pageOf(input, [...state.buses.values()].filter(prefixed(input)));
      return { EventBuses: page.map(describeBus), ...next };
    },
    DescribeEventSource(input) {
      const name = read.text(input, "Name");
      const bound = [...state.buses.values()].some((bus) => bus.eventSourceName === name);
      if (!bound) throw notFound(`Event source ${name} does not exist.`);
      return {
        Name: name,
        Arn: arnOf("events", state.region, `event-source/${name}`).replace(/:\d{12}:/u, "::"),
        State: "ACTIVE",
      };
    },
    DescribeEventBus: (input) => describeBus(state.bus(read.optionalText(input, "Name"))),
    ListRules(input) {
      const bus = state.bus(busName(input));
      const all = [...bus.rules.values()].filter(({ definition }) => prefixed(input)(definition));
      const { page, ...next } = pageOf(input, all);
      return { Rules: page.map((one) => describeRule(one, bus)), ...next };
    },
    DescribeRule: (input) => describeRule(rule(input), state.bus(busName(input))),
    EnableRule(input) {
      rule(input).enabled = true;
      return {};
    },
    DisableRule(input) {
      rule(input).enabled = false;
      return {};
    },
    ListTargetsByRule(input) {
      const { targets } = state.rule(busName(input), read.text(input, "Rule"));
      const { page, ...next } = pageOf(input, targets);
      return { Targets: page.map(describeTarget), ...next };
    },
    ListArchives(input) {
      const source = read.optionalText(input, "EventSourceArn");
      const all = [...state.archives.values()].filter(
        ({ definition }) =>
          prefixed(input)(definition) && (source === undefined || definition.eventSourceArn === source),
      );
      const { page, ...next } = pageOf(input, all);
      return { Archives: page.map(summary), ...next };
    },
    DescribeArchive(input) {
      const archive = state.archive(read.text(input, "ArchiveName"));
      const { eventPattern, description } = archive.definition;
      return {
        ArchiveArn: archive.arn,
        ...summary(archive),
        ...(eventPattern === undefined ? {} : { EventPattern: eventPattern }),
        ...(description === undefined ? {} : { Description: description }),
      };
    },
  };
}

function describeBus({ name, arn }: Bus): Output {
  return { Name: name, Arn: arn };
}

function describeRule({ definition, arn, enabled }: Rule, bus: Bus): Output {
  const { name, eventPattern, description } = definition;
  return {
    Name: name,
    Arn: arn,
    EventPattern: eventPattern,
    State: enabled ? "ENABLED" : "DISABLED",
    ...(description === undefined ? {} : { Description: description }),
    EventBusName: bus.name,
  };
}

function describeTarget({ id, definition }: Target): Output {
  const { arn, inputPath, deadLetterConfig } = definition;
  return {
    Id: id,
    Arn: arn,
    ...(inputPath === undefined ? {} : { InputPath: inputPath }),
    ...(deadLetterConfig === undefined ? {} : { DeadLetterConfig: { Arn: deadLetterConfig.arn } }),
  };
}

function summary(archive: Archive): Output {
  const { name, eventSourceArn, retentionDays } = archive.definition;
  return {
    ArchiveName: name,
    EventSourceArn: eventSourceArn,
    State: "ENABLED",
    RetentionDays: retentionDays ?? 0,
    SizeBytes: archive.bytes,
    EventCount: archive.count,
    CreationTime: archive.createdAt,
  };
}
