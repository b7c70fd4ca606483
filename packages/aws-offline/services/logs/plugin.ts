import { defined } from "../../defined.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as kms } from "../kms/plugin.ts";
import { createLogs, type Logs } from "./logs.ts";
import { logGroupType } from "./resources.ts";

export const plugin: Plugin<Logs> = {
  async start({ region, gateway, service }) {
    const logs = createLogs({ region, kms: await service(kms) });
    gateway.addService(logs.service);
    return logs;
  },
  build(logs, graph) {
    for (const { inputs } of graph.of(logGroupType)) {
      const { name, retentionInDays: retentionDays, kmsKeyId, logGroupClass } = inputs;
      logs.createGroup({ name, retentionDays, logGroupClass, ...defined({ kmsKeyId }) });
    }
  },
};
