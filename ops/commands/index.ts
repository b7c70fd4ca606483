import type { Command } from "commander";
import type { Run } from "../work.ts";
import { registerCompletion } from "./completion.ts";
import { registerCosts } from "./costs.ts";
import { registerDlq } from "./dlq/index.ts";
import { registerHelp } from "./help.ts";
import { registerOrders } from "./trace/orders.ts";
import { registerTrace } from "./trace/trace.ts";
import { registerLogs } from "./watch/logs.ts";
import { registerMonitor } from "./watch/monitor.ts";
import { registerStock } from "./stock/index.ts";
import { registerCleanup } from "./cleanup.ts";
import { registerPause } from "./pause.ts";
import { registerConnectStripe } from "./connect-stripe.ts";
import { registerReconcile } from "./reconcile.ts";
import { registerSecret } from "./secret.ts";
import { registerRotateSecret } from "./rotate-secret.ts";
import { registerDoctor } from "./doctor.ts";
import { registerForget } from "./forget.ts";
import { registerSendEvent } from "./send-event.ts";
import { registerReplay } from "./replay.ts";
import { registerWarehouse } from "./warehouse.ts";
import { registerWhy } from "./why.ts";

/** Every command, in the order in which the help lists them. */
export function registerCommands(program: Command, run: Run): void {
  registerWhy(program, run);
  registerDlq(program, run);
  registerTrace(program, run);
  registerOrders(program, run);
  registerLogs(program, run);
  registerMonitor(program, run);
  registerPause(program, run);
  registerStock(program, run);
  registerWarehouse(program, run);
  registerReplay(program, run);
  registerRotateSecret(program, run);
  registerSecret(program, run);
  registerReconcile(program, run);
  registerConnectStripe(program, run);
  registerSendEvent(program, run);
  registerForget(program, run);
  registerDoctor(program, run);
  registerCosts(program, run);
  registerCleanup(program, run);
  registerCompletion(program, run);
  registerHelp(program);
}
