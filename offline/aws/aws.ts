import type { Gateway } from "../gateway/types.ts";
import type { TableDefinition } from "./dynamodb/definition.ts";
import type {
  ArchiveDefinition,
  BusDefinition,
  BusEvent,
  RuleDefinition,
  TargetDefinition,
} from "./events/definition.ts";
import type { LambdaPort } from "./lambda/port.ts";
import type { SecretDefinition } from "./secrets-manager/definition.ts";
import type { CapturedMail, ConfigurationSetDefinition } from "./ses/definition.ts";
import type { Sns } from "./sns/sns.ts";
import type { Sqs } from "./sqs/sqs.ts";

export interface DynamoDb {
  createTable(definition: TableDefinition): Promise<{ arn: string }>;
}

export interface SecretsManager {
  createSecret(definition: SecretDefinition): { arn: string };
  /** A new AWSCURRENT version. `secretId` is a name or an ARN. */
  putSecretValue(secretId: string, secretString: string): { versionId: string };
}

export interface Ses {
  /** An address or a domain, verified at once: nobody has to click offline. */
  verifyIdentity(identity: string): { arn: string };
  createConfigurationSet(definition: ConfigurationSetDefinition): { arn: string };
  messages(): readonly CapturedMail[];
}

export interface Events {
  createBus(definition: BusDefinition): { arn: string };
  putRule(definition: RuleDefinition): { arn: string };
  putTarget(definition: TargetDefinition): void;
  createArchive(definition: ArchiveDefinition): { arn: string };
  /** An archive's events by the time they came in. */
  archived(archiveName: string): readonly BusEvent[];
  warnings(): string[];
}

/** The emulated services behind one gateway, with what the wiring calls to build them. */
export interface Aws {
  readonly gateway: Gateway;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly dynamodb: DynamoDb;
  readonly ses: Ses;
  readonly secretsManager: SecretsManager;
  readonly events: Events;
  /** Puts the functions' runtime behind the Lambda API, once it is up. */
  attachLambda(port: LambdaPort): void;
  /** What will not work as the program stands: deliveries that a resource policy refuses, one line each. */
  warnings(): string[];
  close(): Promise<void>;
}
