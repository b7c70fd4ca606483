import type { Aws } from "../services/aws.ts";
import { textOutput, type ResourceGraph } from "../graph/resource-graph.ts";
import type { ResourceType } from "../graph/resource-type.ts";
import { tableType } from "../services/dynamodb/resources.ts";
import { eventArchiveType, eventBusType, eventRuleType, eventTargetType } from "../services/events/resources.ts";
import { keyAliasType, keyType } from "../services/kms/resources.ts";
import { secretType, secretVersionType } from "../services/secrets-manager/resources.ts";
import { configurationSetType, emailIdentityType } from "../services/ses/resources.ts";
import type { IndexDefinition } from "../services/dynamodb/definition.ts";
import { defined } from "../defined.ts";

type Declared<Type> = Type extends ResourceType<infer Inputs> ? Inputs : never;
type DeclaredIndex = NonNullable<Declared<typeof tableType>["globalSecondaryIndexes"]>[number];

export async function wireTables(graph: ResourceGraph, { dynamodb }: Aws): Promise<void> {
  await Promise.all(
    graph.of(tableType).map(({ inputs }) => {
      const { name, hashKey, rangeKey, attributes, globalSecondaryIndexes, tags } = inputs;
      return dynamodb.createTable({
        name,
        hashKey,
        attributes,
        ...defined({
          rangeKey,
          tags,
          ttlAttribute: inputs.ttl?.enabled === true ? inputs.ttl.attributeName : undefined,
          pointInTimeRecovery: inputs.pointInTimeRecovery?.enabled,
          deletionProtection: inputs.deletionProtectionEnabled,
          kmsKeyArn: inputs.serverSideEncryption?.kmsKeyArn,
          globalSecondaryIndexes: globalSecondaryIndexes?.map((index) => indexDefinition(index)),
        }),
      });
    }),
  );
}

function indexDefinition({ keySchemas, ...index }: DeclaredIndex): IndexDefinition {
  const key = (kind: string): string | undefined => keySchemas.find((schema) => schema.keyType === kind)?.attributeName;
  const hashKey = key("HASH");
  if (hashKey === undefined) throw new Error(`index ${index.name}: its keySchemas name no HASH key`);
  return { ...defined(index), hashKey, ...defined({ rangeKey: key("RANGE") }) };
}

export function wireKeys(graph: ResourceGraph, { kms }: Aws): void {
  const aliases = graph.of(keyAliasType);
  for (const key of graph.of(keyType)) {
    const { policy, description, enableKeyRotation: rotates } = key.inputs;
    const own = aliases.filter(({ inputs }) => inputs.targetKeyId === key.id).map(({ inputs }) => inputs.name);
    kms.createKey({ arn: textOutput(key, "arn"), policy, rotates, aliases: own, ...defined({ description }) });
  }
}

/** Each secret with the version that the program wrote. */
export function wireSecrets(graph: ResourceGraph, { secretsManager }: Aws): void {
  const versions = new Map(graph.of(secretVersionType).map(({ inputs }) => [inputs.secretId, inputs.secretString]));
  for (const secret of graph.of(secretType)) {
    const { name, description, kmsKeyId, tags } = secret.inputs;
    const arn = textOutput(secret, "arn");
    secretsManager.createSecret({
      name,
      arn,
      ...defined({ description, kmsKeyId, tags, secretString: versions.get(secret.id) }),
    });
  }
}

export function wireMail(graph: ResourceGraph, { ses }: Aws): void {
  for (const { inputs } of graph.of(emailIdentityType)) ses.verifyIdentity(inputs.emailIdentity);
  for (const { inputs } of graph.of(configurationSetType)) {
    ses.createConfigurationSet({ name: inputs.configurationSetName, ...defined({ tags: inputs.tags }) });
  }
}

export function wireEvents(graph: ResourceGraph, { events }: Aws): void {
  for (const { inputs } of graph.of(eventBusType)) {
    const { name, tags, kmsKeyIdentifier: kmsKeyId, deadLetterConfig } = inputs;
    events.createBus({ name, ...defined({ tags, kmsKeyId, deadLetterArn: deadLetterConfig?.arn }) });
  }
  for (const { inputs } of graph.of(eventRuleType)) {
    const { eventBusName: busName, ...rule } = inputs;
    events.putRule({ busName, ...defined(rule) });
  }
  for (const target of graph.of(eventTargetType)) {
    const { eventBusName: busName, rule, arn, inputPath, deadLetterConfig } = target.inputs;
    const id = textOutput(target, "targetId");
    events.putTarget({ busName, rule, id, arn, ...defined({ inputPath, deadLetterArn: deadLetterConfig?.arn }) });
  }
  for (const { inputs } of graph.of(eventArchiveType)) {
    const { eventSourceArn: busArn, kmsKeyIdentifier: kmsKeyId, ...archive } = inputs;
    events.createArchive({ busArn, ...defined({ ...archive, kmsKeyId }) });
  }
}
