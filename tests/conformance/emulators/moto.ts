import type { EmulatorKind } from "./emulator.ts";

/**
 * Makes resources and runs no function without containers: what is compared is the stack's life, with everything that the
 * program may make but provisioned concurrency, which moto lacks. @see https://docs.getmoto.org/en/latest/docs/server_mode.html
 */
export const moto: EmulatorKind = {
  name: "moto",
  tool: { name: "moto[server]", version: "5.2.5", command: "moto_server" },
  config: ["network=private", "interfaceEndpoints=true", "encryption=customer-key"],
  start: (_endpoint, port, region) => ({
    args: ["-H", "127.0.0.1", "-p", String(port)],
    env: { AWS_DEFAULT_REGION: region },
  }),
  readyPath: "/moto-api/data.json",
  prepare: async (endpoint) => {
    const response = await fetch(`${endpoint}/moto-api/config`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ lambda: { use_docker: false } }),
    });
    if (!response.ok) throw new Error(`moto's configuration: ${response.status} ${await response.text()}`);
  },
};
