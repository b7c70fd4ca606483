import type { Clock } from "../clock.ts";
import { startGateway } from "../gateway/gateway.ts";
import type { Gateway } from "../gateway/types.ts";
import { createCloudWatch, type CloudWatchParts } from "./cloudwatch/cloudwatch.ts";
import { MetricStore } from "./cloudwatch/metrics/store.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb/dynamodb.ts";
import { createEvents, type Events } from "./events/events.ts";
import { createKms, type Kms } from "./kms/kms.ts";
import { createLambda } from "./lambda/api.ts";
import type { LambdaPort } from "./lambda/api-port.ts";
import { createLogs, type Logs } from "./logs/logs.ts";
import type { MetricSink } from "../metric.ts";
import { createSecretsManager, type SecretsManager } from "./secrets-manager/secrets-manager.ts";
import { createSes, type Ses } from "./ses/ses.ts";
import { createSns, type Sns } from "./sns/sns.ts";
import { createSqs, type Sqs } from "./sqs/sqs.ts";
import { createSts } from "./sts/sts.ts";

export interface AwsOptions {
  clock: Clock;
  region: string;
  /** 0 takes any free one. */
  port?: number;
  /** Hears of every datum that is recorded. */
  onMetric?: MetricSink;
}

/** The emulated services behind one gateway, with what the wiring calls to build them. */
export interface Aws {
  readonly gateway: Gateway;
  readonly kms: Kms;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly dynamodb: DynamoDb;
  readonly ses: Ses;
  readonly secretsManager: SecretsManager;
  readonly events: Events;
  readonly logs: Logs;
  readonly metrics: MetricStore;
  /** Records a datum of now. */
  readonly emit: MetricSink;
  /** Puts the functions' runtime behind the Lambda API, once it is up. */
  attachLambda(port: LambdaPort): void;
  /** Puts alarms and dashboards over the metrics, and all of them behind the CloudWatch API. */
  attachCloudWatch(parts: Omit<CloudWatchParts, "store">): void;
  /** Deliveries that a resource policy refuses as the program stands, one line each. */
  warnings(): string[];
  close(): Promise<void>;
}

/**
 * Starts the gateway and the services behind it.
 * @throws an error with code EADDRINUSE when the port is taken.
 */
export async function startAws(options: AwsOptions): Promise<Aws> {
  const { clock, region, port, onMetric } = options;
  const metrics = new MetricStore(clock);
  const emit: MetricSink = (datum) => {
    metrics.record(datum);
    onMetric?.(datum);
  };
  const gateway = await startGateway(port);
  const kms = createKms({ region });
  const sqs = createSqs({ region, clock, kms, endpoint: gateway.endpoint, onMetric: emit });
  const dynamodb = createDynamoDb({ region, clock, kms });
  const secretsManager = createSecretsManager({ region, kms });
  const ses = createSes({ region, onMetric: emit });
  const sns = createSns({ region, sqs, kms, onMetric: emit });
  const events = createEvents({ region, sqs, kms, onMetric: emit });
  const logs = createLogs({ region, kms });
  for (const { service } of [kms, sqs, sns, dynamodb, ses, secretsManager, events, logs]) gateway.addService(service);
  gateway.addService(createSts());
  gateway.addPage("/_aws/ses", ses.page);
  return {
    gateway,
    kms,
    sqs,
    sns,
    dynamodb,
    ses,
    secretsManager,
    events,
    logs,
    metrics,
    emit,
    attachLambda: (lambda) => gateway.addService(createLambda({ region, port: lambda })),
    attachCloudWatch: (parts) => gateway.addService(createCloudWatch({ store: metrics, ...parts })),
    warnings: () => [...sns.warnings(), ...events.warnings()],
    async close() {
      await gateway.close();
      sqs.close();
      await dynamodb.close();
    },
  };
}
