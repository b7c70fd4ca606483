import { createClock } from "../../packages/aws-offline/clock.ts";
import { startGateway } from "../../packages/aws-offline/gateway/gateway.ts";
import { createDynamoDb } from "../../packages/aws-offline/services/dynamodb/dynamodb.ts";
import { createKms } from "../../packages/aws-offline/services/kms/kms.ts";
import { createDocumentClient } from "./dynamo.ts";

const region = "eu-west-1";

/** The offline DynamoDB, which has transactions, with one table, for the tests of what reads and writes tables. */
export async function startTable(name: string, hashKey: string) {
  const gateway = await startGateway();
  const dynamodb = createDynamoDb({ region, clock: createClock(), kms: createKms({ region }) });
  gateway.addService(dynamodb.service);
  await dynamodb.createTable({ name, hashKey, attributes: [{ name: hashKey, type: "S" }] });
  const arn = "arn:aws:iam::000000000000:user/operator";
  const credentials = gateway.register({ arn, kind: "operator", policies: [] });
  const client = createDocumentClient({ region, endpoint: gateway.endpoint, credentials });
  const close = async (): Promise<void> => {
    client.destroy();
    await gateway.close();
    await dynamodb.close();
  };
  return { client, close };
}
