import { Alarms } from "../services/cloudwatch/alarms/alarms.ts";
import type { Aws } from "../services/aws.ts";
import type { Clock } from "../clock.ts";
import type { ResourceGraph } from "../graph/resource-graph.ts";
import { logGroupType } from "../services/logs/resources.ts";
import { meterDynamoDb } from "../services/dynamodb/metrics.ts";
import { sampleQueues } from "../services/sqs/sample-queues.ts";
import { alarmDefinitions, dashboardDefinitions } from "../services/cloudwatch/declared.ts";
import { defined } from "../defined.ts";

export interface WatchingParts {
  readonly graph: ResourceGraph;
  readonly aws: Aws;
  readonly clock: Clock;
  readonly region: string;
}

export interface Watching {
  readonly alarms: Alarms;
  close(): Promise<void>;
}

/** Puts the log groups, the metrics, the alarms and the dashboards behind CloudWatch's APIs. */
export function wireWatching({ graph, aws, clock, region }: WatchingParts): Watching {
  for (const { inputs } of graph.of(logGroupType)) {
    const { name, retentionInDays: retentionDays, kmsKeyId } = inputs;
    aws.logs.createGroup({ name, retentionDays, ...defined({ kmsKeyId }) });
  }
  aws.gateway.onCall((record) => meterDynamoDb(aws.emit, record));
  const alarms = new Alarms(alarmDefinitions(graph), {
    store: aws.metrics,
    clock,
    region,
    notify: (topicArn, sourceArn, notification) =>
      aws.sns.publishFor({ service: "cloudwatch.amazonaws.com", sourceArn }, topicArn, notification),
  });
  aws.attachCloudWatch({ alarms, dashboards: dashboardDefinitions(graph, clock.now()) });
  const stop = new AbortController();
  const sampling = sampleQueues(aws.sqs, clock, aws.emit, stop.signal);
  alarms.start();
  return {
    alarms,
    async close() {
      alarms.close();
      stop.abort();
      await sampling;
    },
  };
}
