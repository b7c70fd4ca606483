/** Environment variables of the processes that play the webhook's execution environment. */
export const webhookSecret = "whsec_5f1b9c0e7a3d48f2b6c1e9d07a42f3b8";

export function webhookEnvironment(endpoint: string): Record<string, string> {
  return {
    STAGE: "bench",
    STRIPE_MODE: "test",
    SNS_TOPIC_ARN: "arn:aws:sns:ap-southeast-1:000000000000:order-processing-system-bench-events",
    SECRETS_MANAGER_ARN: "arn:aws:secretsmanager:ap-southeast-1:000000000000:secret:bench-AbCdEf",
    BARE_WEBHOOK_SECRET: webhookSecret,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "ap-southeast-1",
    AWS_ACCESS_KEY_ID: "ASIABENCHBENCHBENCH0",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_SESSION_TOKEN: "bench",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: "stripe-webhook-0123456",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
    AWS_LAMBDA_LOG_FORMAT: "JSON",
    AWS_LAMBDA_LOG_STREAM_NAME: "2026/11/25/[$LATEST]0123456789abcdef0123456789abcdef",
    _X_AMZN_TRACE_ID: "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=0",
  };
}
