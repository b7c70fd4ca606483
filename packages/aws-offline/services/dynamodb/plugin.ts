import * as v from "valibot";
import type { Plugin } from "../../plugin.ts";
import { plugin as kms } from "../kms/plugin.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb.ts";
import { meterDynamoDb } from "./metrics.ts";
import { tableType } from "./resources.ts";

export const plugin: Plugin<DynamoDb> = {
  async start({ region, clock, gateway, emit, service }) {
    const dynamodb = createDynamoDb({ region, clock, kms: await service(kms) });
    gateway.addService(dynamodb.service);
    gateway.onCall((record) => meterDynamoDb(emit, record));
    return dynamodb;
  },
  async build(dynamodb, graph) {
    await Promise.all(graph.of(tableType).map(({ inputs }) => dynamodb.createTable(inputs)));
  },
  kept: {
    save: (dynamodb) => dynamodb.save(),
    restore: (dynamodb, saved) => dynamodb.restore(v.parse(v.record(v.string(), v.array(v.unknown())), saved)),
  },
  close: (dynamodb) => dynamodb.close(),
  faults: { dynamodb: { error: ["InternalServerError", 500], throttle: ["ThrottlingException", 400] } },
};
