import * as v from "valibot";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as kms } from "../kms/plugin.ts";
import { plugin as sqs } from "../sqs/plugin.ts";
import { busEvent } from "./definition.ts";
import { createEvents, type Events } from "./events.ts";
import { eventArchiveType, eventBusType, eventRuleType, eventTargetType } from "./resources.ts";

export const plugin: Plugin<Events> = {
  async start({ region, gateway, emit, service }) {
    const events = createEvents({ region, sqs: await service(sqs), kms: await service(kms), onMetric: emit });
    gateway.addService(events.service);
    return events;
  },
  build: createBuses,
  warnings: (events) => events.warnings(),
  kept: {
    save: (events) => events.allArchived(),
    restore(events, saved) {
      for (const [archive, kept] of Object.entries(v.parse(archived, saved))) events.fillArchive(archive, kept);
    },
  },
  faults: { events: { error: ["InternalException", 500], throttle: ["ThrottlingException", 400] } },
};

const archived = v.record(v.string(), v.array(busEvent));

function createBuses(events: Events, graph: ResourceGraph): void {
  for (const { inputs } of graph.of(eventBusType)) events.createBus(inputs);
  for (const { inputs } of graph.of(eventRuleType)) events.putRule(inputs);
  for (const target of graph.of(eventTargetType)) {
    events.putTarget({ ...target.inputs, id: textOutput(target, "targetId") });
  }
  for (const { inputs } of graph.of(eventArchiveType)) events.createArchive(inputs);
}
