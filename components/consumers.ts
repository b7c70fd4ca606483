import * as pulumi from "@pulumi/pulumi";
import { warnOfConcurrency } from "./concurrency.ts";
import { QueueConsumer, type ConsumerOutputs, type QueueConsumerArgs } from "./queue-consumer.ts";

/** Where all consumers take their events from. */
type Source = Pick<QueueConsumerArgs, "stack" | "topic" | "archive" | "partner">;

/** A consumer as index.ts declares it, under its name. */
export type ConsumerDeclaration = Omit<QueueConsumerArgs, keyof Source>;

/** Other parts of the system have these names in outputs, metrics and alarms. */
const reserved: ReadonlySet<string> = new Set([
  "archive",
  "inspection",
  "mail-outcome",
  "warehouse",
  "warehouse-inbox",
  "webhook",
]);

/**
 * The branches of the fan-out, by the consumers' names.
 * @throws pulumi.RunError for a name that is taken, or cannot be part of a physical name
 */
export function createConsumers<Name extends string>(
  source: Source,
  declared: Readonly<Record<Name, ConsumerDeclaration>>,
): Readonly<Record<Name, QueueConsumer>> {
  const { consumerConcurrency, provisionedWebhooks } = source.stack.settings;
  warnOfConcurrency(Object.keys(declared).length, consumerConcurrency, provisionedWebhooks);
  return mapValues(declared, (declaration, name) => {
    if (reserved.has(name)) throw new pulumi.RunError(`consumer "${name}": the name is reserved; choose another one`);
    if (!/^[a-z][a-z0-9-]{0,30}$/u.test(name)) {
      throw new pulumi.RunError(`consumer "${name}": expected at most 31 small letters, digits and hyphens`);
    }
    return new QueueConsumer(name, { ...source, ...declaration });
  });
}

/** The stack's output `consumers`, from which every tool knows them. */
export function consumerOutputs<Name extends string>(
  consumers: Readonly<Record<Name, QueueConsumer>>,
): Readonly<Record<Name, ConsumerOutputs>> {
  return mapValues(consumers, ({ outputs }) => outputs);
}

/** One output of each consumer, by the consumers' names. */
export function each<Name extends string, Output extends keyof ConsumerOutputs>(
  consumers: Readonly<Record<Name, ConsumerOutputs>>,
  output: Output,
): Readonly<Record<Name, ConsumerOutputs[Output]>> {
  return mapValues(consumers, (outputs) => outputs[output]);
}

/** One output of each consumer, by the camel-cased name of its function's folder. */
export function byFunction<Output extends keyof ConsumerOutputs>(
  consumers: Readonly<Record<string, QueueConsumer>>,
  output: Output,
): Readonly<Record<string, ConsumerOutputs[Output]>> {
  const entries = Object.values(consumers).map(({ folder, outputs }) => [camelCase(folder), outputs[output]] as const);
  return Object.fromEntries(entries);
}

function camelCase(folder: string): string {
  return folder.replaceAll(/-(?<letter>[a-z0-9])/gu, (_, letter: string) => letter.toUpperCase());
}

function mapValues<Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  change: (value: From, name: Name) => To,
): Readonly<Record<Name, To>> {
  const entries = (Object.keys(record) as Name[]).map((name) => [name, change(record[name], name)] as const);
  return Object.fromEntries(entries) as Record<Name, To>;
}
