import { levels, lineText, readLine } from "../ops/core/logs/log-line.ts";
import { OpsError } from "../ops/errors.ts";
import { describeFault } from "../packages/aws-offline/faults/active-fault.ts";
import type { ResourceGraph } from "../packages/aws-offline/graph/resource-graph.ts";
import { Traffic } from "./console/flow/traffic.ts";
import { startConsole } from "./console/server.ts";
import type { OfflineOptions } from "./options.ts";
import { readyOf, writeReadyFile } from "./ready-file.ts";
import { startRun, type OfflineRun, type RunOptions } from "./run.ts";

/** A run with its console and its ready file, whose problems are printed. */
export interface Session {
  readonly run: OfflineRun;
  readonly consoleUrl: string;
  readonly readyFile: string;
  close(): Promise<void>;
}

export async function openSession(
  options: OfflineOptions,
  more: Pick<RunOptions, "saved" | "graph" | "faults">,
): Promise<Session> {
  const run = await startRun({
    ...options,
    ...more,
    onProblem: ({ source, stage, code, message }) => console.error(`${source}: ${stage} failed: ${code}: ${message}`),
  });
  run.lambda.onLog(({ functionName, text, source }) => {
    if (source === "function") printWarning(functionName, text, options.json);
  });
  run.faults.onInjection(({ fault, place }) => console.error(`fault: ${describeFault(fault)}: ${place}`));
  try {
    const web = await openConsole(options, run);
    const ready = await writeReadyFile(options.readyFile, readyOf(run, web.url)).catch(async (error: unknown) => {
      await web.close();
      throw error;
    });
    return {
      run,
      consoleUrl: web.url,
      readyFile: ready.file,
      async close() {
        ready.remove();
        await web.close();
        await run.close();
      },
    };
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** The same run of an edited program, on the same ports: it takes no requests for the moment that this needs. */
export async function reopened(session: Session, options: OfflineOptions, graph: ResourceGraph): Promise<Session> {
  const { run, consoleUrl, readyFile } = session;
  const { webhookUrl, stripeApiUrl, webhookSecret, aws } = run;
  const [webhook, console, stripe, awsPort] = [webhookUrl, consoleUrl, stripeApiUrl, aws.gateway.endpoint].map((url) =>
    url === "" ? 0 : Number(new URL(url).port),
  );
  const ports = { webhook: webhook ?? 0, console: console ?? 0, stripe: stripe ?? 0, aws: awsPort ?? 0 };
  await run.drain(0);
  const saved = await run.save();
  await session.close();
  return openSession({ ...options, ports, readyFile, webhookSecret }, { graph, saved });
}

function printWarning(functionName: string, text: string, json: boolean): void {
  const line = readLine({ id: "", at: Date.now(), source: functionName, text });
  if (line === undefined || levels.indexOf(line.level) < levels.indexOf("warn")) return;
  console.error(json ? text.trim() : lineText(line));
}

async function openConsole(options: OfflineOptions, run: OfflineRun): ReturnType<typeof startConsole> {
  try {
    const traffic = new Traffic(run.aws, run.lambda);
    const web = await startConsole(options.ports.console, async () => {
      const { createApp } = await import("./console/app.ts");
      return createApp(run, traffic, web.url);
    });
    return web;
  } catch (cause) {
    if (!(cause instanceof Error && Reflect.get(cause, "code") === "EADDRINUSE")) throw cause;
    const port = String(options.ports.console);
    throw new OpsError(`Port ${port} is taken: give another one with --console-port N, or 0 for any free one`, {
      cause,
    });
  }
}
