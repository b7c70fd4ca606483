import { describeFault, type FaultCount } from "../packages/aws-offline/faults/active-fault.ts";
import type { ResourceGraph } from "../packages/aws-offline/graph/resource-graph.ts";
import { topicSubscriptionType } from "../packages/aws-offline/services/sns/resources.ts";
import { readyFileOf } from "../ops/ready-file.ts";
import type { OfflineRun } from "./run.ts";
import type { Session } from "./session.ts";
import { steps, type Journey } from "./samples/journey.ts";

/** What was built, a line a branch. */
export function builtTable(run: OfflineRun): string {
  const { graph, compute } = run;
  const branches = [
    ...compute.mappings.map(({ definition }) => [definition.queueArn, definition.functionName] as const),
    ...compute.pipes.map(({ definition }) => [definition.sourceQueueArn, definition.enrichmentFunctionName] as const),
  ];
  const rows = [
    ["branch", "queue", "function", "takes", "dead letters after"],
    ...branches.map(([queueArn, functionName]) => branchRow(run, queueArn, functionName)),
  ];
  return `${String(graph.resources.length)} resources\n\n${table(rows)}`;
}

function branchRow({ graph, outputs }: OfflineRun, queueArn: string, functionName: string): string[] {
  const queue = graph.resources.find((resource) => resource.outputs["arn"] === queueArn);
  const receives = /"maxReceiveCount":(?<count>\d+)/u.exec(String(queue?.inputs["redrivePolicy"]))?.groups?.["count"];
  const branch = queue?.name.replace(/-queue$/u, "") ?? "?";
  const name = queueArn.slice(queueArn.lastIndexOf(":") + 1);
  return [branch, name, functionName, sourceOf(queueArn, graph, outputs.topicArn), `${receives ?? "?"} receives`];
}

function sourceOf(queueArn: string, graph: ResourceGraph, eventTopicArn: string): string {
  const subscription = graph.of(topicSubscriptionType).find(({ inputs }) => inputs.endpoint === queueArn);
  if (subscription?.inputs.topic !== eventTopicArn) return "messages of its own";
  const types = /"event_type":\[(?<types>[^\]]*)\]/u.exec(subscription.inputs.filterPolicy ?? "")?.groups?.["types"];
  return types === undefined ? "every event" : `${String(types.split(",").length)} event types`;
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
