import type { AwsService } from "../../gateway/types.ts";
import type { Alarms } from "./alarms/alarms.ts";
import { alarmOperations } from "./alarms/operations.ts";
import { dashboardOperations, type Dashboard } from "./dashboards.ts";
import type { MetricStore } from "./metrics/store.ts";
import { metricOperations } from "./query/operations.ts";

export interface CloudWatchParts {
  readonly store: MetricStore;
  readonly alarms: Alarms;
  readonly dashboards: readonly Dashboard[];
}

const version = "GraniteServiceVersion20100801";

/** CloudWatch without its logs: metrics, alarms, dashboards. Reading only, besides `SetAlarmState`. */
export function createCloudWatch({ store, alarms, dashboards }: CloudWatchParts): AwsService {
  return {
    name: "cloudwatch",
    protocol: { kind: "json", version: "1.0", targetPrefix: version },
    otherProtocols: [
      { kind: "cbor", service: version },
      { kind: "query", xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/" },
    ],
    operations: { ...metricOperations(store), ...alarmOperations(alarms), ...dashboardOperations(dashboards) },
    access: (action) => [{ action: `cloudwatch:${action}`, resource: "*" }],
  };
}
