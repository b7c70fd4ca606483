import { AwsError } from "../../gateway/aws-error.ts";
import type { AwsService, Input, Operation, Output, Route } from "../../gateway/types.ts";
import { arn } from "../../arn.ts";
import { reader } from "../../input.ts";
import type { Pipe } from "./pipe.ts";

const read = reader("ValidationException");

const routes: readonly Route[] = [
  { method: "GET", path: "/v1/pipes", action: "ListPipes" },
  { method: "GET", path: "/v1/pipes/{Name}", action: "DescribePipe" },
  { method: "POST", path: "/v1/pipes/{Name}/start", action: "StartPipe" },
  { method: "POST", path: "/v1/pipes/{Name}/stop", action: "StopPipe" },
];

/** What an operator may see and do of pipes that the program declares. */
export function createPipesApi(region: string, pipes: readonly Pipe[]): AwsService {
  const arnOf = (name: string): string => arn("pipes", region, `pipe/${name}`);
  const find = (input: Input): Pipe => {
    const name = read.text(input, "Name");
    const found = pipes.find((pipe) => pipe.name === name);
    if (found !== undefined) return found;
    throw new AwsError("NotFoundException", `Pipe ${name} does not exist.`, { status: 404 });
  };
  const summary = ({ name, state, definition }: Pipe): Output => ({
    Arn: arnOf(name),
    Name: name,
    DesiredState: state === "RUNNING" ? "RUNNING" : "STOPPED",
    CurrentState: state,
    Source: definition.sourceQueueArn,
    Enrichment: definition.enrichmentFunctionArn,
    Target: definition.targetBusArn,
  });
  const described = (pipe: Pipe): Output => {
    const { roleArn, batchSize, maximumBatchingWindowSeconds, targetSource, targetDetailTypePath } = pipe.definition;
    const queue = { BatchSize: batchSize, MaximumBatchingWindowInSeconds: maximumBatchingWindowSeconds };
    return {
      ...summary(pipe),
      RoleArn: roleArn,
      SourceParameters: { SqsQueueParameters: queue },
      TargetParameters: { EventBridgeEventBusParameters: { Source: targetSource, DetailType: targetDetailTypePath } },
    };
  };
  const switched =
    (on: boolean): Operation =>
    (input) => {
      const pipe = find(input);
      pipe.setEnabled(on);
      return summary(pipe);
    };

  return {
    name: "pipes",
    protocol: { kind: "rest-json", routes },
    operations: {
      ListPipes: () => ({ Pipes: pipes.map(summary) }),
      DescribePipe: (input) => described(find(input)),
      StartPipe: switched(true),
      StopPipe: switched(false),
    },
    access: (action, { Name: name }) => [
      { action: `pipes:${action}`, resource: typeof name === "string" ? arnOf(name) : "*" },
    ],
    denied: { code: "AccessDeniedException", status: 403 },
  };
}
