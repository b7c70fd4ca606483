import { asAwsError } from "../../gateway/aws-error.ts";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import type { Host } from "../../plugin.ts";
import type { Logs } from "../logs/logs.ts";
import { logGroupType } from "../logs/resources.ts";
import { functionType } from "./resources.ts";
import type { LambdaService, LogLine } from "./runtime/types.ts";
import { embeddedMetrics } from "../logs/embedded-metrics.ts";

/**
 * Writes what functions log to their log groups, where their metrics are taken from it, and sends their traces, under each function's role as Lambda does: a
 * role that may not write loses its lines, which is reported once for each execution environment.
 */
export function recordTelemetry(
  lambda: LambdaService,
  graph: ResourceGraph,
  logs: Logs,
  { gateway, emit, onProblem }: Pick<Host, "gateway" | "emit" | "onProblem">,
): void {
  const functions = new Map(graph.of(functionType).map(({ inputs }) => [inputs.name, inputs]));
  const groupArns = new Map(graph.of(logGroupType).map((group) => [group.inputs.name, textOutput(group, "arn")]));

  const mayDo = (functionName: string, actions: readonly string[], resource: string): boolean => {
    const roleArn = functions.get(functionName)?.role;
    if (roleArn === undefined) return false;
    try {
      for (const action of actions) gateway.authorise(roleArn, action, resource);
      return true;
    } catch (error) {
      const { code, message } = asAwsError(error);
      onProblem({ source: functionName, stage: "telemetry", code, message, at: Date.now() });
      return false;
    }
  };

  const streams = new Map<string, boolean>();
  const mayWrite = ({ functionName, logGroup, logStream }: LogLine): boolean => {
    const stream = `${groupArns.get(logGroup) ?? logGroup}:log-stream:${logStream}`;
    const known = streams.get(stream);
    if (known !== undefined) return known;
    const may = mayDo(functionName, ["logs:CreateLogStream", "logs:PutLogEvents"], stream);
    streams.set(stream, may);
    return may;
  };
  lambda.onLog((line) => {
    const { logGroup, logStream, at, text } = line;
    if (!mayWrite(line)) return;
    logs.append({ group: logGroup, stream: logStream, at, text });
    for (const datum of embeddedMetrics(text)) emit(datum);
  });
  lambda.onInvocation(({ functionName, cold }) => {
    const traced = functions.get(functionName)?.tracingConfig?.mode === "Active";
    if (cold && traced) mayDo(functionName, ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*");
  });
}
