import { AwsError } from "../../gateway/aws-error.ts";
import { arn } from "../../arn.ts";
import { PatternError } from "../../pattern/pattern-error.ts";
import { parsePattern, type Matcher } from "../../pattern/pattern.ts";
import { Archive } from "./archive.ts";
import type { ArchiveDefinition, BusDefinition, BusEvent, RuleDefinition, TargetDefinition } from "./definition.ts";
import { compileInputPath } from "./input-path.ts";

export interface Target {
  definition: TargetDefinition;
  id: string;
  /** The text that the queue gets, undefined when the path leads nowhere. */
  select: (event: BusEvent) => string | undefined;
}

export interface Rule {
  definition: RuleDefinition;
  arn: string;
  enabled: boolean;
  matches: Matcher;
  targets: Target[];
}

export interface Bus {
  name: string;
  arn: string;
  rules: Map<string, Rule>;
  kmsKeyId: string | undefined;
  /** Takes what the bus cannot encrypt. */
  deadLetterArn: string | undefined;
  /** Of the partner event source that it is bound to. */
  eventSourceName: string | undefined;
}

/** Quotas: docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const maxTargets = 5;
const maxPatternCharacters = 2_048;

export class EventsState {
  readonly buses = new Map<string, Bus>();
  readonly archives = new Map<string, Archive>();
  readonly region: string;

  constructor(region: string) {
    this.region = region;
    this.createBus({ name: "default" });
  }

  createBus({ name, eventSourceName, kmsKeyIdentifier: kmsKeyId, deadLetterConfig }: BusDefinition): Bus {
    if (eventSourceName !== undefined && eventSourceName !== name) {
      throw new AwsError(
        "ValidationException",
        `Event bus ${name} must have the name of its source ${eventSourceName}.`,
      );
    }
    if (this.buses.has(name)) throw new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
    const bus: Bus = {
      name,
      arn: arn("events", this.region, `event-bus/${name}`),
      rules: new Map(),
      kmsKeyId,
      deadLetterArn: deadLetterConfig?.arn,
      eventSourceName,
    };
    this.buses.set(name, bus);
    return bus;
  }

  /** By name or ARN. */
  findBus(nameOrArn: string | undefined): Bus | undefined {
    return this.buses.get(busNameOf(nameOrArn) ?? "default");
  }

  bus(nameOrArn: string | undefined): Bus {
    const bus = this.findBus(nameOrArn);
    if (bus !== undefined) return bus;
    throw notFound(`Event bus ${String(nameOrArn)} does not exist.`);
  }

  rule(busName: string | undefined, name: string): Rule {
    const rule = this.bus(busName).rules.get(name);
    if (rule !== undefined) return rule;
    throw notFound(`Rule ${name} does not exist on EventBus ${busName ?? "default"}.`);
  }

  archive(nameOrArn: string): Archive {
    const archive = this.archives.get(nameOrArn.split("/").at(-1) ?? nameOrArn);
    if (archive !== undefined) return archive;
    throw notFound(`Archive ${nameOrArn} does not exist.`);
  }

  putRule(definition: RuleDefinition): Rule {
    const { name, eventBusName, eventPattern } = definition;
    const bus = this.bus(eventBusName);
    const path = bus.name === "default" ? name : `${bus.name}/${name}`;
    const rule: Rule = {
      definition,
      arn: arn("events", this.region, `rule/${path}`),
      enabled: true,
      matches: compile(eventPattern),
      targets: bus.rules.get(name)?.targets ?? [],
    };
    bus.rules.set(name, rule);
    return rule;
  }

  putTarget(definition: TargetDefinition): void {
    const { rule: name, eventBusName, arn: targetArn, inputPath } = definition;
    const rule = this.rule(eventBusName, name);
    const id = definition.id ?? name;
    if (!targetArn.startsWith("arn:aws:sqs:")) {
      throw new AwsError(
        "ValidationException",
        `Target ${targetArn} of rule ${name}: only SQS queues are supported offline.`,
      );
    }
    const select = compileInputPath(inputPath);
    if (rule.targets.length >= maxTargets && rule.targets.every((target) => target.id !== id)) {
      throw new AwsError(
        "LimitExceededException",
        `Rule ${name} has ${String(maxTargets)} targets, which is all it may have.`,
      );
    }
    rule.targets = [...rule.targets.filter((target) => target.id !== id), { definition, id, select }];
  }

  createArchive(definition: ArchiveDefinition): Archive {
    const { name, eventSourceArn, eventPattern } = definition;
    this.bus(eventSourceArn);
    if (this.archives.has(name)) {
      throw new AwsError("ResourceAlreadyExistsException", `Archive ${name} already exists.`);
    }
    const matches = eventPattern === undefined ? (): boolean => true : compile(eventPattern);
    const archive = new Archive(definition, arn("events", this.region, `archive/${name}`), matches);
    this.archives.set(name, archive);
    return archive;
  }
}

/** Of a name or an ARN: a partner bus's name has slashes in it. */
export function busNameOf(nameOrArn: string | undefined): string | undefined {
  return nameOrArn?.replace(/^arn:.*:event-bus\//u, "");
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

function compile(pattern: string): Matcher {
  if (pattern.length > maxPatternCharacters) {
    const reason = `it has ${String(pattern.length)} characters, at most ${String(maxPatternCharacters)}`;
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
  }
  try {
    return parsePattern(pattern);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${error.message}`);
  }
}
