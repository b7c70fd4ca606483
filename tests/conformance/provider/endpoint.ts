import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Backend } from "../../engine/provider/backend.ts";
import { given as ownInputs, plannedOutputs } from "../../engine/provider/resource.ts";
import { revealAll, type Properties } from "../../engine/provider/values.ts";
import type { ClientOptions } from "./clients.ts";
import { given, type Handler } from "./handler.ts";
import { apiGatewayHandlers } from "./services/api-gateway.ts";
import { cloudwatchHandlers } from "./services/cloudwatch.ts";
import { dynamodbHandlers } from "./services/dynamodb.ts";
import { eventsHandlers } from "./services/events.ts";
import { iamHandlers } from "./services/iam.ts";
import { kmsHandlers } from "./services/kms.ts";
import { lambdaHandlers } from "./services/lambda.ts";
import { logsHandlers } from "./services/logs.ts";
import { pipesHandlers } from "./services/pipes.ts";
import { secretsManagerHandlers } from "./services/secrets-manager.ts";
import { sesHandlers } from "./services/ses.ts";
import { snsHandlers } from "./services/sns.ts";
import { sqsHandlers } from "./services/sqs.ts";

export interface EndpointOptions {
  readonly client: ClientOptions;
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
  const handlers: Readonly<Record<string, Handler>> = {
    ...snsHandlers(options),
    ...sqsHandlers(options),
    ...lambdaHandlers(options, environment),
    ...iamHandlers(options),
    ...kmsHandlers(options),
    ...apiGatewayHandlers(options, accountId),
    ...eventsHandlers(options),
    ...pipesHandlers(options),
    ...dynamodbHandlers(options),
    ...secretsManagerHandlers(options),
    ...sesHandlers(options, accountId),
    ...logsHandlers(options, accountId),
    ...cloudwatchHandlers(options, accountId),
  };
  const handlerOf = (type: string): Handler => {
    const handler = handlers[type];
    if (handler === undefined) {
      throw new Error(`${type} is not made on an endpoint yet: add it to tests/conformance/provider/services`);
    }
    return handler;
  };
  const identity = { id: accountId, accountId, arn: Arn ?? "", userId: UserId ?? "" };
  const answers: Readonly<Record<string, Properties>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": identity,
    "aws:index/getRegion:getRegion": { id: options.region, region: options.region },
  };
  const lacking = new Set<string>();
  return {
    lacking,
    create: async (type, _urn, inputs, preview) => {
      if (preview) return { id: "", outputs: plannedOutputs(type, inputs) };
      try {
        const { id, computed } = await handlerOf(type).create(revealAll(ownInputs(inputs)));
        return { id, outputs: { ...ownInputs(inputs), ...computed } };
      } catch (error) {
        // A mistake here, or an endpoint that does not answer, is nothing that it lacks.
        if (!mayLack.has(type) || !isAnswer(error)) throw error;
        lacking.add(type);
        return { id: absent, outputs: ownInputs(inputs) };
      }
    },
    read: async (type, id, inputs) => {
      if (id === absent) return { id, inputs, outputs: ownInputs(inputs) };
      const computed = await handlerOf(type).read(id, revealAll(ownInputs(inputs)));
      return computed === undefined ? undefined : { id, inputs, outputs: { ...ownInputs(inputs), ...computed } };
    },
    update: async (type, id, inputs, before, preview) => {
      if (!preview && id !== absent) await handlerOf(type).update(id, revealAll(ownInputs(inputs)));
      return { ...before, ...ownInputs(inputs) };
    },
    delete: async (type, id, inputs) => {
      if (id !== absent) await handlerOf(type).delete(id, revealAll(ownInputs(inputs)));
    },
    invoke: (token) => {
      const answer = answers[token];
      if (answer === undefined)
        throw new Error(`${token} is not answered: add it to tests/conformance/provider/endpoint.ts`);
      return answer;
    },
  };
}

/** Whether the endpoint itself refused: the SDK marks such errors with whose fault it is. */
function isAnswer(error: unknown): boolean {
  return error instanceof Error && "$fault" in error;
}
