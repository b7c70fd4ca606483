import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { PipesClient } from "@aws-sdk/client-pipes";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESClient } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { createDocumentClient } from "../functions/shared/dynamo.ts";

/** How the clients of one stack reach AWS; without endpoint and credentials by AWS's usual chain. */
export interface ClientSettings {
  readonly region: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The AWS clients of one stack. Making one costs no call. */
export function createClients(settings: ClientSettings) {
  return {
    /** For a client that one command alone loads. */
    settings,
    sqs: new SQSClient(settings),
    sns: new SNSClient(settings),
    documents: createDocumentClient(settings),
    events: new EventBridgeClient(settings),
    lambda: new LambdaClient(settings),
    pipes: new PipesClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    logs: new CloudWatchLogsClient(settings),
    secrets: new SecretsManagerClient(settings),
    ses: new SESClient(settings),
    sts: new STSClient(settings),
  };
}

export type Clients = ReturnType<typeof createClients>;
