import { AwsError } from "../../gateway/aws-error.ts";
import type { Access, AwsService, Input, Operation, Output, Route } from "../../gateway/types.ts";
import { arn } from "../../arn.ts";
import { reader, refuseOthers } from "../../input.ts";
import type { FunctionSummary, LambdaPort, MappingSummary } from "./api-port.ts";
import { describeFunction } from "./describe.ts";
import { target } from "./runtime/routing.ts";
import { versionOperations, versionRoutes } from "./versions-api.ts";

const read = reader("InvalidParameterValueException");
const base = "/2015-03-31";

const routes: readonly Route[] = [
  { method: "GET", path: `${base}/functions`, action: "ListFunctions" },
  { method: "GET", path: `${base}/functions/{FunctionName}`, action: "GetFunction" },
  { method: "GET", path: `${base}/functions/{FunctionName}/configuration`, action: "GetFunctionConfiguration" },
  { method: "POST", path: `${base}/functions/{FunctionName}/invocations`, action: "Invoke", payload: "Payload" },
  ...versionRoutes,
  { method: "GET", path: `${base}/event-source-mappings`, action: "ListEventSourceMappings" },
  { method: "GET", path: `${base}/event-source-mappings/{UUID}`, action: "GetEventSourceMapping" },
  { method: "PUT", path: `${base}/event-source-mappings/{UUID}`, action: "UpdateEventSourceMapping" },
];

export function createLambdaApi({ region, port }: { region: string; port: LambdaPort }): AwsService {
  const functionArn = (name: string): string =>
    name.startsWith("arn:") ? name : arn("lambda", region, `function:${name}`);

  function findFunction(input: Input): FunctionSummary {
    const wanted = functionArn(read.text(input, "FunctionName"));
    const found = port.functions().find((one) => functionArn(one.name) === wanted || one.arn === wanted);
    if (found !== undefined) return found;
    throw new AwsError("ResourceNotFoundException", `Function not found: ${wanted}`, { status: 404 });
  }

  function findMapping(input: Input): MappingSummary {
    const uuid = read.text(input, "UUID");
    const found = port.mappings().find((mapping) => mapping.uuid === uuid);
    if (found !== undefined) return found;
    throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", { status: 404 });
  }

  async function invoke(input: Input): Promise<Output> {
    const qualifier = read.optionalText(input, "Qualifier");
    const name = target({ functionName: findFunction(input).name, qualifier });
    const type = read.optionalText(input, "$invocationType") ?? "RequestResponse";
    const payload = readPayload(input["Payload"]);
    if (type === "DryRun") return { $status: 204, $payload: undefined };
    if (type === "Event") {
      // The caller does not learn what becomes of it; on AWS neither.
      void port.invoke(name, payload).catch(() => undefined);
      return { $status: 202, $payload: undefined };
    }
    const result = await port.invoke(name, payload);
    // Which version an alias chose is not known here.
    const version = qualifier === undefined ? { "x-amz-executed-version": "$LATEST" } : {};
    if (result.ok) return { $headers: version, $payload: result.payload };
    const { errorType, errorMessage } = result;
    return { $headers: { ...version, "x-amz-function-error": "Unhandled" }, $payload: { errorType, errorMessage } };
  }

  const operations: Record<string, Operation> = {
    ListFunctions: () => ({ Functions: port.functions().map(describeFunction) }),
    GetFunction: (input) => ({ Configuration: describeFunction(findFunction(input)) }),
    GetFunctionConfiguration: (input) => ({ ...describeFunction(findFunction(input)) }),
    Invoke: invoke,
    ...versionOperations(port, findFunction),
    ListEventSourceMappings(input) {
      const source = read.optionalText(input, "EventSourceArn");
      const name = read.optionalText(input, "FunctionName");
      const wanted = name === undefined ? undefined : functionArn(name);
      const fits = (mapping: MappingSummary): boolean =>
        (source === undefined || mapping.queueArn === source) &&
        (wanted === undefined || mapping.functionArn === wanted);
      return { EventSourceMappings: port.mappings().filter(fits).map(describeMapping) };
    },
    GetEventSourceMapping: (input) => ({ ...describeMapping(findMapping(input)) }),
    UpdateEventSourceMapping(input) {
      const { uuid } = findMapping(input);
      refuseOthers("lambda:UpdateEventSourceMapping", input, ["UUID", "Enabled"]);
      const { Enabled: enabled } = input;
      if (typeof enabled !== "boolean")
        throw new AwsError("InvalidParameterValueException", "Enabled must be a boolean");
      port.setMappingEnabled(uuid, enabled);
      return { ...describeMapping(findMapping(input)) };
    },
  };

  function access(action: string, { FunctionName: name, UUID: uuid }: Input): Access[] {
    if (typeof uuid === "string") {
      return [{ action: `lambda:${action}`, resource: arn("lambda", region, `event-source-mapping:${uuid}`) }];
    }
    const resource = typeof name === "string" && !action.startsWith("List") ? functionArn(name) : "*";
    return [{ action: action === "Invoke" ? "lambda:InvokeFunction" : `lambda:${action}`, resource }];
  }

  return {
    name: "lambda",
    protocol: { kind: "rest-json", routes },
    operations,
    access,
    denied: { code: "AccessDeniedException", status: 403 },
  };
}

function readPayload(payload: unknown): unknown {
  if (typeof payload !== "string") return payload ?? {};
  if (payload === "") return {};
  try {
    return JSON.parse(payload) as unknown;
  } catch (cause) {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json", { cause });
  }
}

function describeMapping(mapping: MappingSummary): Record<string, unknown> {
  return {
    UUID: mapping.uuid,
    EventSourceArn: mapping.queueArn,
    FunctionArn: mapping.functionArn,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.maximumBatchingWindowSeconds,
    ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency },
    FunctionResponseTypes: mapping.reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
    State: mapping.state,
  };
}
