import type { EmulatorKind } from "./emulator.ts";

/** Runs the functions as processes. @see https://pypi.org/project/ministack/ */
export const ministack: EmulatorKind = {
  name: "ministack",
  tool: { name: "ministack", version: "1.5.33" },
  config: [],
  start: (endpoint, port, region) => ({
    args: [],
    env: {
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      AWS_ENDPOINT_URL: endpoint,
      MINISTACK_REGION: region,
      LOG_LEVEL: "WARNING",
    },
  }),
  readyPath: "/_ministack/ready",
};
