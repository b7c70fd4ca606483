import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SNSClient } from "@aws-sdk/client-sns";
import { requestHandler } from "../shared/aws-timeouts.ts";
import { requireEnvironment, requireLivemode } from "../shared/environment.ts";
import { log } from "../shared/log.ts";
import { createMetrics } from "../shared/metrics.ts";
import { createSecretReader, fetchSecretText } from "../shared/secret.ts";
import { signingSecretsOf } from "../shared/signing-secrets.ts";
import { publishTo } from "../shared/publish-event.ts";
import { receive, type WebhookResponse, type WebhookRequest } from "./receive.ts";

const metrics = createMetrics();
const ports = {
  secrets: createSecretReader(
    fetchSecretText(new SecretsManagerClient({ requestHandler }), requireEnvironment("SECRETS_MANAGER_ARN")),
    signingSecretsOf,
  ),
  publish: publishTo(new SNSClient({ requestHandler }), requireEnvironment("SNS_TOPIC_ARN")),
  metrics,
  log,
  livemode: requireLivemode(),
  now: Date.now,
};

export async function handler(request: WebhookRequest): Promise<WebhookResponse> {
  const response = await receive(request, ports);
  await metrics.flush();
  return response;
}
