import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Backend } from "../../engine/provider/backend.ts";
import { given as ownInputs, plannedOutputs } from "../../engine/provider/resource.ts";
import { revealAll, type Properties } from "../../engine/provider/values.ts";
import { given, type SdkHandler, type SdkPlace } from "../../../packages/aws-offline/graph/sdk-handler.ts";
import { registry } from "../../../packages/aws-offline/services/registry.ts";
import { withFiles } from "./archives.ts";

export interface EndpointOptions {
  readonly client: SdkPlace["client"];
  /** Variables that every function gets beside the program's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Types that the endpoint may refuse to make: the stack then comes up without them. */
  readonly mayLack: ReadonlySet<string>;
}

export interface EndpointBackend extends Backend {
  /** The types that the endpoint did refuse. */
  readonly lacking: ReadonlySet<string>;
}

/** The id of what the endpoint did not make, but the engine must know. */
const absent = "absent";

/** Resources on any endpoint that speaks AWS's API. */
export async function endpointBackend({
  client: options,
  environment,
  mayLack,
}: EndpointOptions): Promise<EndpointBackend> {
  const { Account, Arn, UserId } = await new STSClient(options).send(new GetCallerIdentityCommand({}));
  const accountId = given(Account, "Account");
  const loaded = await Promise.all(Object.values(registry).flatMap((entry) => ("sdk" in entry ? [entry.sdk()] : [])));
  const handlers = new Map(
    loaded
      .flatMap((service) => service.handlers({ client: options, accountId, environment }))
      .map((one) => [one.token, one]),
  );
  const handlerOf = (type: string): SdkHandler => {
    const handler = handlers.get(type);
    if (handler === undefined) {
      throw new Error(`${type} is not made on an endpoint yet: add it to its service in packages/aws-offline/services`);
    }
    return handler;
  };
  const identity = { id: accountId, accountId, arn: Arn ?? "", userId: UserId ?? "" };
  const responses: Readonly<Record<string, Properties>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": identity,
    "aws:index/getRegion:getRegion": { id: options.region, region: options.region },
    "aws:servicequotas/getServiceQuota:getServiceQuota": { id: "lambda/L-B99A9384", value: 1000 },
    "aws:index/getAvailabilityZones:getAvailabilityZones": {
      id: options.region,
      names: ["a", "b"].map((zone) => `${options.region}${zone}`),
    },
  };
  const lacking = new Set<string>();
  return {
    lacking,
    create: async (type, _urn, inputs, preview) => {
      if (preview) return { id: "", outputs: plannedOutputs(type, inputs) };
      try {
        const { id, outputs } = await handlerOf(type).create(await withFiles(revealAll(ownInputs(inputs))));
        return { id, outputs: { ...ownInputs(inputs), ...outputs } };
      } catch (error) {
        // A mistake here, or an endpoint without a response, is nothing that it lacks.
        if (!mayLack.has(type) || !isAwsResponse(error)) throw error;
        lacking.add(type);
        return { id: absent, outputs: ownInputs(inputs) };
      }
    },
    read: async (type, id, inputs) => {
      if (id === absent) return { id, inputs, outputs: ownInputs(inputs) };
      const computed = await handlerOf(type).read(id, await withFiles(revealAll(ownInputs(inputs))));
      return computed === undefined ? undefined : { id, inputs, outputs: { ...ownInputs(inputs), ...computed } };
    },
    update: async (type, id, inputs, before, preview) => {
      if (!preview && id !== absent) await handlerOf(type).update(id, await withFiles(revealAll(ownInputs(inputs))));
      return { ...before, ...ownInputs(inputs) };
    },
    delete: async (type, id, inputs) => {
      if (id !== absent) await handlerOf(type).delete(id, await withFiles(revealAll(ownInputs(inputs))));
    },
    invoke: (token) => {
      const response = responses[token];
      if (response === undefined)
        throw new Error(`unknown function ${token}: add it to tests/conformance/provider/endpoint.ts`);
      return response;
    },
  };
}

/** Whether the endpoint itself refused: the SDK marks whose fault it is, or keeps a response that it cannot read. */
function isAwsResponse(error: unknown): boolean {
  return error instanceof Error && ("$fault" in error || "$response" in error);
}
