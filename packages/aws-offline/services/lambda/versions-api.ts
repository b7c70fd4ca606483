import { strFromU8, unzipSync } from "fflate";
import { AwsError } from "../../gateway/aws-error.ts";
import type { Input, Operation, Output, Route } from "../../gateway/types.ts";
import { isObject, reader, refuseOthers } from "../../input.ts";
import type { FunctionSummary, LambdaPort } from "./api-port.ts";
import { describeFunction } from "./describe.ts";

const read = reader("InvalidParameterValueException");
const base = "/2015-03-31/functions/{FunctionName}";

export const versionRoutes: readonly Route[] = [
  { method: "PUT", path: `${base}/code`, action: "UpdateFunctionCode" },
  { method: "GET", path: `${base}/versions`, action: "ListVersionsByFunction" },
  { method: "POST", path: `${base}/versions`, action: "PublishVersion" },
  { method: "GET", path: `${base}/aliases`, action: "ListAliases" },
  { method: "GET", path: `${base}/aliases/{Name}`, action: "GetAlias" },
  { method: "PUT", path: `${base}/aliases/{Name}`, action: "UpdateAlias" },
];

export function versionOperations(
  { runtime }: LambdaPort,
  find: (input: Input) => FunctionSummary,
): Record<string, Operation> {
  const describeAlias = (one: FunctionSummary, Name: string): Output => {
    const routing = runtime.aliases(one.name).get(Name);
    if (routing === undefined) throw notFound(`Cannot find alias arn: ${one.arn}:${Name}`);
    const { version: FunctionVersion, weights } = routing;
    const shared = Object.keys(weights).length > 0;
    return {
      AliasArn: `${one.arn}:${Name}`,
      Name,
      FunctionVersion,
      ...(shared ? { RoutingConfig: { AdditionalVersionWeights: weights } } : {}),
    };
  };
  const published = (one: FunctionSummary, version: string): Output => ({
    ...describeFunction(one),
    FunctionArn: `${one.arn}:${version}`,
    Version: version,
  });
  const publish = (one: FunctionSummary): Output => published(one, runtime.publish(one.name));

  return {
    UpdateFunctionCode(input) {
      refuseOthers("lambda:UpdateFunctionCode", input, ["FunctionName", "ZipFile", "Publish"]);
      const one = find(input);
      runtime.update(one.name, { files: filesOf(read.text(input, "ZipFile")) });
      return input["Publish"] === true ? publish(one) : describeFunction(one);
    },
    PublishVersion(input) {
      refuseOthers("lambda:PublishVersion", input, ["FunctionName"]);
      return publish(find(input));
    },
    ListVersionsByFunction(input) {
      const one = find(input);
      const versions = runtime.versions(one.name).map((version) => published(one, version));
      return { Versions: [describeFunction(one), ...versions] };
    },
    ListAliases(input) {
      const one = find(input);
      return { Aliases: [...runtime.aliases(one.name).keys()].map((name) => describeAlias(one, name)) };
    },
    GetAlias: (input) => describeAlias(find(input), read.text(input, "Name")),
    UpdateAlias(input) {
      refuseOthers("lambda:UpdateAlias", input, ["FunctionName", "Name", "FunctionVersion", "RoutingConfig"]);
      const one = find(input);
      const name = read.text(input, "Name");
      const before = runtime.aliases(one.name).get(name);
      if (before === undefined) throw notFound(`Cannot find alias arn: ${one.arn}:${name}`);
      const version = read.optionalText(input, "FunctionVersion") ?? before.version;
      const weights = input["RoutingConfig"] === undefined ? before.weights : weightsOf(input["RoutingConfig"]);
      const known = runtime.versions(one.name);
      const unknown = [version, ...Object.keys(weights)].find((each) => !known.includes(each));
      if (unknown !== undefined) throw notFound(`Function not found: ${one.arn}:${unknown}`);
      runtime.setAlias(one.name, name, { version, weights });
      return describeAlias(one, name);
    },
  };
}

function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, { status: 404 });
}

function weightsOf(routing: unknown): Readonly<Record<string, number>> {
  const given = isObject(routing) ? (routing["AdditionalVersionWeights"] ?? {}) : {};
  const weights = Object.entries(isObject(given) ? given : {}).map(([version, weight]) => [version, Number(weight)]);
  if (weights.length > 1 || weights.some(([, weight]) => !(Number(weight) >= 0 && Number(weight) <= 1))) {
    throw new AwsError(
      "InvalidParameterValueException",
      "An alias takes one additional version, with a weight of 0 to 1",
    );
  }
  return Object.fromEntries(weights);
}

function filesOf(zip: string): Record<string, string> {
  try {
    const files = Object.entries(unzipSync(Buffer.from(zip, "base64")));
    return Object.fromEntries(files.map(([name, bytes]) => [name, strFromU8(bytes)]));
  } catch (cause) {
    throw new AwsError("InvalidParameterValueException", "Could not unzip uploaded file.", { cause });
  }
}
