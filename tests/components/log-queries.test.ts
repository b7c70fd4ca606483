import { describe, expect, it } from "vitest";
import { textOutput } from "../../offline/graph/resource-graph.ts";
import { queryDefinitionType } from "../../offline/graph/types/cloudwatch.ts";
import { functionType } from "../../offline/graph/types/lambda.ts";
import { evaluate } from "../support/evaluate.ts";

describe("saved log queries", () => {
  it("stand in the stack's folder, over the logs of the functions that they ask", async () => {
    const graph = await evaluate();
    const functions = graph.of(functionType);
    const logGroups = functions.map(({ inputs }) => inputs.loggingConfig.logGroup);
    const webhook = functions.find(({ name }) => name === "stripe-webhook");
    const folder = "order-processing-system-dev";
    const queries = graph.of(queryDefinitionType);
    expect(queries.map(({ inputs }) => [inputs.name, inputs.logGroupNames.toSorted()])).toEqual([
      [`${folder}/errors-by-function`, logGroups.toSorted()],
      [`${folder}/one-event`, logGroups.toSorted()],
      [`${folder}/refused-signatures`, [webhook?.inputs.loggingConfig.logGroup]],
      [`${folder}/slowest-invocations`, logGroups.toSorted()],
    ]);
    expect(webhook === undefined ? "" : textOutput(webhook, "name")).toMatch(/^dev-stripe-webhook-/u);
  });

  it("ask for fields that the logs have", async () => {
    const graph = await evaluate();
    const text = graph
      .of(queryDefinitionType)
      .map(({ inputs }) => inputs.queryString)
      .join("\n");
    // What the functions write is Lambda's `message`; the platform's own records are `type` and `record`.
    const fields = text.match(/\b(?:message|record)\.[\w.]+/gu) ?? [];
    expect([...new Set(fields)].toSorted()).toEqual([
      "message.cause",
      "message.eventId",
      "message.message",
      "message.reason",
      "record.metrics.durationMs",
      "record.metrics.initDurationMs",
      "record.metrics.maxMemoryUsedMB",
      "record.requestId",
    ]);
  });
});
