import { parentPort, workerData } from "node:worker_threads";
import { asAwsError } from "../../../gateway/aws-error.ts";
import { Engine, type EngineSettings } from "./engine.ts";
import { loadFauxqs } from "./fauxqs.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { scaleTime } from "./scaled-time.ts";

const port = parentPort;
if (port === null) throw new Error("worker.ts runs in a worker thread only");
const settings = workerData as EngineSettings;
// Before fauxqs is loaded, which keeps no clock of its own.
const toReal = scaleTime(settings.scale);
const engine = new Engine(await loadFauxqs(), settings, toReal);
const running = new Map<number, AbortController>();

const answer = (message: FromWorker): void => port.postMessage(message);

async function serve(message: ToWorker): Promise<void> {
  if (message.kind === "abort") {
    running.get(message.id)?.abort();
    return;
  }
  const { id } = message;
  if (message.kind === "deliver") {
    engine.deliver(message.deliveries);
    return answer({ id, output: {} });
  }
  if (message.kind === "hold" || message.kind === "release") {
    engine[message.kind](message.queueArn, message.receiptHandles);
    return answer({ id, output: {} });
  }
  if (message.kind === "stats") return answer({ id, output: { queues: engine.stats() } });
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const { action, input, ofPoller } = message;
    answer({ id, output: await engine.call(action, input, controller.signal, ofPoller) });
  } catch (error) {
    const { code, message: text, status, queryCode } = asAwsError(error);
    answer({ id, error: { code, message: text, status, queryCode } });
  } finally {
    running.delete(id);
  }
}

port.on("message", (message: ToWorker) => void serve(message));
answer({ id: 0, output: {} });
