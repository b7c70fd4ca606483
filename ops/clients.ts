import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { Lambda } from "@aws-sdk/client-lambda";
import { Pipes } from "@aws-sdk/client-pipes";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SES } from "@aws-sdk/client-ses";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { STS } from "@aws-sdk/client-sts";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { createTableClient, itemOptions } from "../functions/shared/dynamo.ts";

/** How the clients of one stack reach AWS; without endpoint and credentials by AWS's usual chain. */
export interface ClientSettings {
  readonly region: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The AWS clients of one stack. Making one costs no call. Only deployed code sends commands, which its bundle is smaller for. */
export function createClients(settings: ClientSettings) {
  return {
    /** For a client that one command alone loads. */
    settings,
    sqs: new SQS(settings),
    sns: new SNS(settings),
    documents: DynamoDBDocument.from(createTableClient(settings), itemOptions),
    events: new EventBridge(settings),
    lambda: new Lambda(settings),
    pipes: new Pipes(settings),
    cloudWatch: new CloudWatch(settings),
    logs: new CloudWatchLogs(settings),
    secrets: new SecretsManager(settings),
    ses: new SES(settings),
    sts: new STS(settings),
  };
}

export type Clients = ReturnType<typeof createClients>;
