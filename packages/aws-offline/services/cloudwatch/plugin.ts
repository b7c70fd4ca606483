import type { Plugin } from "../../plugin.ts";
import { plugin as sns } from "../sns/plugin.ts";
import { Alarms } from "./alarms/alarms.ts";
import { createCloudWatch } from "./cloudwatch.ts";
import { alarmDefinitions, alarmWarnings, dashboardDefinitions } from "./declared.ts";
import { MetricStore } from "./metrics/store.ts";

export interface CloudWatch {
  readonly metrics: MetricStore;
  /** The program's, once it is known. */
  alarms: Alarms | undefined;
}

export const plugin: Plugin<CloudWatch> = {
  start({ clock, onMetric }) {
    const metrics = new MetricStore(clock);
    onMetric((datum) => metrics.record(datum));
    return { metrics, alarms: undefined };
  },
  async build(cloudwatch, graph, { clock, region, gateway, service }) {
    const topics = await service(sns);
    const store = cloudwatch.metrics;
    const alarms = new Alarms(alarmDefinitions(graph), {
      store,
      clock,
      region,
      notify: (topicArn, sourceArn, notification) =>
        topics.publishFor({ service: "cloudwatch.amazonaws.com", sourceArn }, topicArn, notification),
    });
    cloudwatch.alarms = alarms;
    gateway.addService(createCloudWatch({ store, alarms, dashboards: dashboardDefinitions(graph, clock.now()) }));
  },
  serve({ alarms }) {
    alarms?.start();
    return () => alarms?.close();
  },
  warnings: async (_cloudwatch, graph, { service }) => alarmWarnings(graph, await service(sns)),
};
