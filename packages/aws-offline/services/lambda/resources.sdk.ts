import {
  Lambda,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
  type FunctionConfiguration,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { InputsOf, Outputs } from "../../graph/resource-type.ts";
import { after, capitalised, given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import {
  aliasType,
  eventSourceMappingType,
  functionType,
  permissionType,
  provisionedConcurrencyType,
} from "./resources.ts";

type FunctionInputs = InputsOf<typeof functionType>;
type Mapping = InputsOf<typeof eventSourceMappingType>;

/** @param environment variables that every function gets beside the program's: where else than on AWS it runs */
export const handlers: SdkHandlers = ({ client: options, environment }) => {
  const lambda = new Lambda(options);
  const waiter = { client: lambda, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

  const computed = (arn: string, version = "$LATEST"): Outputs => ({
    arn,
    version,
    qualifiedArn: `${arn}:${version}`,
    invokeArn: invokeArn(options.region, arn),
  });
  const configurationOf = ({ name, code: _code, architectures: _architectures, ...inputs }: FunctionInputs) => {
    const { environment: own, publish: _publish, tags: _tags, ...rest } = inputs;
    const Environment = { Variables: { ...own?.variables, ...environment } };
    return { FunctionName: name, ...capitalised(rest), Environment };
  };
  const describeFunction = async (name: string): Promise<Outputs> => {
    const { Configuration } = await lambda.getFunction({ FunctionName: name });
    return computed(given(Configuration?.FunctionArn, "FunctionArn"));
  };
  const mappingOf = ({ functionName, batchSize, functionResponseTypes, scalingConfig }: Mapping) =>
    capitalised({ functionName, batchSize, functionResponseTypes, scalingConfig });

  return [
    handlerOf(functionType, {
      create: async (inputs) => {
        const response: FunctionConfiguration = await lambda.createFunction({
          ...configurationOf(inputs),
          Code: { ZipFile: zipOf(inputs.code) },
          Architectures: inputs.architectures,
          Publish: inputs.publish,
          Tags: inputs.tags,
        });
        await waitUntilFunctionActiveV2(waiter, { FunctionName: inputs.name });
        const version = inputs.publish ? response.Version : undefined;
        return { id: inputs.name, outputs: computed(functionArn(response), version) };
      },
      read: describeFunction,
      update: async (name, inputs) => {
        const code = { FunctionName: name, ZipFile: zipOf(inputs.code), Architectures: inputs.architectures };
        await lambda.updateFunctionCode(code);
        await waitUntilFunctionUpdatedV2(waiter, { FunctionName: name });
        await lambda.updateFunctionConfiguration(configurationOf(inputs));
        await waitUntilFunctionUpdatedV2(waiter, { FunctionName: name });
        if (inputs.publish) await lambda.publishVersion({ FunctionName: name });
      },
      delete: (name) => lambda.deleteFunction({ FunctionName: name }),
    }),
    handlerOf(eventSourceMappingType, {
      create: async (inputs) => {
        const { UUID } = await lambda.createEventSourceMapping({
          ...mappingOf(inputs),
          EventSourceArn: inputs.eventSourceArn,
        });
        const uuid = given(UUID, "UUID");
        return { id: uuid, outputs: { uuid } };
      },
      read: (uuid) => after(lambda.getEventSourceMapping({ UUID: uuid }), { uuid }),
      update: (uuid, inputs) => lambda.updateEventSourceMapping({ UUID: uuid, ...mappingOf(inputs) }),
      delete: (uuid) => lambda.deleteEventSourceMapping({ UUID: uuid }),
    }),
    handlerOf(permissionType, {
      create: (inputs) =>
        after(
          lambda.addPermission({
            FunctionName: inputs.function,
            StatementId: inputs.statementId,
            Action: inputs.action,
            Principal: inputs.principal,
            SourceArn: inputs.sourceArn,
            SourceAccount: inputs.sourceAccount,
            ...(inputs.qualifier === undefined ? {} : { Qualifier: inputs.qualifier }),
          }),
          { id: inputs.statementId, outputs: {} },
        ),
      read: async (id, { function: FunctionName, qualifier: Qualifier }) => {
        const { Policy } = await lambda.getPolicy({ FunctionName, Qualifier });
        return Policy?.includes(`"${id}"`) === true ? {} : undefined;
      },
      delete: (StatementId, { function: FunctionName, qualifier: Qualifier }) =>
        lambda.removePermission({ FunctionName, StatementId, Qualifier }),
    }),
    handlerOf(aliasType, {
      create: async ({ name: Name, functionName: FunctionName, functionVersion: FunctionVersion }) => {
        const { AliasArn } = await lambda.createAlias({ Name, FunctionName, FunctionVersion });
        const arn = given(AliasArn, "AliasArn");
        return { id: arn, outputs: { arn, invokeArn: invokeArn(options.region, arn) } };
      },
      read: (arn, { name: Name, functionName: FunctionName }) =>
        after(lambda.getAlias({ Name, FunctionName }), { arn, invokeArn: invokeArn(options.region, arn) }),
      update: (_id, { name: Name, functionName: FunctionName, functionVersion: FunctionVersion }) =>
        lambda.updateAlias({ Name, FunctionName, FunctionVersion }),
      delete: (_id, { name: Name, functionName: FunctionName }) => lambda.deleteAlias({ Name, FunctionName }),
    }),
    handlerOf(provisionedConcurrencyType, {
      create: (inputs) =>
        after(lambda.putProvisionedConcurrencyConfig(capitalised(inputs)), {
          id: `${inputs.functionName},${inputs.qualifier}`,
          outputs: {},
        }),
      read: (_id, { functionName: FunctionName, qualifier: Qualifier }) =>
        after(lambda.getProvisionedConcurrencyConfig({ FunctionName, Qualifier }), {}),
      update: (_id, inputs) => lambda.putProvisionedConcurrencyConfig(capitalised(inputs)),
      delete: (_id, { functionName: FunctionName, qualifier: Qualifier }) =>
        lambda.deleteProvisionedConcurrencyConfig({ FunctionName, Qualifier }),
    }),
  ];
};

function invokeArn(region: string, arn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** Without the version that a publishing creation returns. */
function functionArn({ FunctionArn }: FunctionConfiguration): string {
  return given(FunctionArn, "FunctionArn").split(":").slice(0, 7).join(":");
}

/** @throws Error when there are no files */
function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  if (Object.keys(files).length === 0) throw new Error("the function has no code");
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
