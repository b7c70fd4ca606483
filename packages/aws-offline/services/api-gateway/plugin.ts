import { accountId } from "../../arn.ts";
import type { Plugin } from "../../plugin.ts";
import { plugin as lambda } from "../lambda/plugin.ts";
import { target } from "../lambda/runtime/routing.ts";
import { apiDefinition } from "./declared.ts";
import { openPort, type OpenPort } from "./http-api.ts";
import { meterRequest } from "./metrics.ts";

/** The port of the one HTTP API; it is taken before the API is known, whose address the program may need. */
export const plugin: Plugin<OpenPort> = {
  start: ({ apiPort }) => openPort(apiPort),
  async serve(port, graph, { region, emit, service }) {
    const definition = apiDefinition(graph);
    if (definition === undefined) return () => undefined;
    const { routes, throttle, apiId, accessLogFormat } = definition;
    const { invoker } = await service(lambda);
    port.serve({
      identity: { accountId, apiId, region },
      routes: routes.map((route) => ({ ...route, functionName: target(route) })),
      throttle,
      lambda: invoker,
      onAccess: (entry) => meterRequest(emit, apiId, entry),
      ...(accessLogFormat === undefined ? {} : { accessLogFormat }),
    });
    return () => port.close();
  },
  close: (port) => port.close(),
};
