import type { ResourceType } from "../graph/resource-type.ts";
import * as apiGateway from "./api-gateway/resources.ts";
import * as cloudwatch from "./cloudwatch/resources.ts";
import * as dynamodb from "./dynamodb/resources.ts";
import * as ec2 from "./ec2/resources.ts";
import * as events from "./events/resources.ts";
import * as iam from "./iam/resources.ts";
import * as kms from "./kms/resources.ts";
import * as lambda from "./lambda/resources.ts";
import * as logs from "./logs/resources.ts";
import * as pipes from "./pipes/resources.ts";
import * as secretsManager from "./secrets-manager/resources.ts";
import * as ses from "./ses/resources.ts";
import * as sns from "./sns/resources.ts";
import * as sqs from "./sqs/resources.ts";

const services = [
  apiGateway,
  cloudwatch,
  dynamodb,
  ec2,
  events,
  iam,
  kms,
  lambda,
  logs,
  pipes,
  secretsManager,
  ses,
  sns,
  sqs,
];

/** Every resource type that the offline run knows, by Pulumi's type token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  services.flatMap((service) => Object.values<ResourceType>(service)).map((type) => [type.token, type]),
);
