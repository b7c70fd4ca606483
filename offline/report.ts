import { describeFault, type FaultCount } from "../packages/aws-offline/faults/active-fault.ts";
import type { ResourceGraph } from "../packages/aws-offline/graph/resource-graph.ts";
import { readyFileOf } from "../ops/ready-file.ts";
import type { OfflineRun } from "./run.ts";
import type { Session } from "./session.ts";
import { steps, type Journey } from "./samples/journey.ts";

/** What was built, a line a branch. */
export function builtTable(run: OfflineRun): string {
  const { graph, compute } = run;
  const rows = [
    ["branch", "queue", "function", "takes", "dead letters after"],
    ...compute.mappings.map(({ definition }) => branchRow(graph, definition.queueArn, definition.functionName)),
    ...compute.pipes.map(({ definition }) =>
      branchRow(graph, definition.sourceQueueArn, definition.enrichmentFunctionName),
    ),
  ];
  return `${String(graph.resources.length)} resources\n\n${table(rows)}`;
}

function branchRow(graph: ResourceGraph, queueArn: string, functionName: string): string[] {
  const queue = queueArn.slice(queueArn.lastIndexOf(":") + 1);
  const redrive = graph.resources.find(({ outputs }) => outputs["arn"] === queueArn)?.inputs["redrivePolicy"];
  const receives = /"maxReceiveCount":(?<count>\d+)/u.exec(String(redrive))?.groups?.["count"] ?? "?";
  const subscription = graph.resources.find(
    ({ type, inputs }) => type === "aws:sns/topicSubscription:TopicSubscription" && inputs["endpoint"] === queueArn,
  );
  const types = /"event_type":\[(?<types>[^\]]*)\]/u.exec(String(subscription?.inputs["filterPolicy"]))?.groups?.[
    "types"
  ];
  const takes = types === undefined ? "every event" : `${String(types.split(",").length)} event types`;
  return [subscription?.name.replace(/-subscription$/u, "") ?? "?", queue, functionName, takes, `${receives} receives`];
}

export function addresses({ run, consoleUrl, readyFile }: Session): string {
  return table([
    ["webhook", run.webhookUrl === "" ? "none (webhook: off)" : run.webhookUrl],
    ["console", consoleUrl],
    ["AWS", run.aws.gateway.endpoint],
    ["Stripe API", run.stripeApiUrl],
    ["ready file", readyFile],
  ]);
}

/** What a newcomer does next. */
export function nextSteps({ run, consoleUrl, readyFile }: Session): string {
  const ops = readyFile === readyFileOf({}) ? "npm run ops --" : `npm run ops -- --ready-file ${readyFile}`;
  return table([
    ["  see it", consoleUrl],
    [
      "  send one",
      `${ops} send-event checkout.session.completed${run.webhookUrl === "" ? " --via partner" : ""} --yes`,
    ],
    ["  operate", `${ops} orders (or trace, dlq, doctor; --help lists all)`],
  ]);
}

/** One line for the response and one for each step, with milliseconds since the request. */
export function journeyLines(journey: Journey, { webhookUrl }: Pick<OfflineRun, "webhookUrl">): string {
  const { sample, response, complete } = journey;
  const rows = [
    [webhookUrl === "" ? "bus" : "webhook", String(response.status), milliseconds(response.milliseconds)],
    ...steps.map((step) => {
      const result = journey.steps.find((candidate) => candidate.step === step);
      return result === undefined ? [step, "missing", ""] : [step, result.outcome, milliseconds(result.milliseconds)];
    }),
  ];
  const verdict = complete ? "" : "  INCOMPLETE";
  return `${sample.event.type} (${sample.title}), order ${sample.orderKey}${verdict}\n${indent(table(rows))}`;
}

/** What a fault plan came to, a line a fault. */
export function faultLines(counts: readonly FaultCount[]): string {
  const rows = counts.map(({ fault, matched, injected }) => [describeFault(fault), String(matched), String(injected)]);
  return table([["fault", "matched", "injected"], ...rows]);
}

function milliseconds(value: number): string {
  return `${value.toFixed(0).padStart(5)} ms`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function indent(text: string): string {
  return text.replaceAll(/^/gmu, "  ");
}
