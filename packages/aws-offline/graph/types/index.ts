import type { ResourceType } from "../resource-type.ts";
import * as apiGateway from "./api-gateway.ts";
import * as cloudwatch from "./cloudwatch.ts";
import * as dynamodb from "./dynamodb.ts";
import * as ec2 from "./ec2.ts";
import * as events from "./events.ts";
import * as iam from "./iam.ts";
import * as kms from "./kms.ts";
import * as lambda from "./lambda.ts";
import * as secretsManager from "./secrets-manager.ts";
import * as ses from "./ses.ts";
import * as sns from "./sns.ts";
import * as sqs from "./sqs.ts";

const services = [apiGateway, cloudwatch, dynamodb, ec2, events, iam, kms, lambda, secretsManager, ses, sns, sqs];

/** Every resource type that the offline run knows, by Pulumi's type token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  services.flatMap((service) => Object.values<ResourceType>(service)).map((type) => [type.token, type]),
);
