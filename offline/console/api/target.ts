import { createClients } from "../../../ops/clients.ts";
import type { Target } from "../../../ops/target.ts";
import { readyOf } from "../../ready-file.ts";
import type { OfflineRun } from "../../run.ts";

/** The run as `ops --stack offline` sees it: the same clients on the gateway, with the operator's credentials. */
export function targetOf(run: OfflineRun, consoleUrl: string): Target {
  const { region, outputs, operator } = run;
  const clients = createClients({ region, endpoint: run.aws.gateway.endpoint, credentials: operator.credentials });
  return { stack: "offline", isProduction: false, region, outputs, clients, offline: readyOf(run, consoleUrl) };
}
