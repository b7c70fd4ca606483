import { AwsError } from "../gateway/aws-error.ts";

interface ServiceErrors {
  readonly error: readonly [code: string, status: number];
  readonly throttle: readonly [code: string, status: number];
}

/** How each service says that it failed and that it is asked too much, from the error lists of its API reference. */
const errorsByService: Readonly<Record<string, ServiceErrors>> = {
  dynamodb: { error: ["InternalServerError", 500], throttle: ["ThrottlingException", 400] },
  events: { error: ["InternalException", 500], throttle: ["ThrottlingException", 400] },
  lambda: { error: ["ServiceException", 500], throttle: ["TooManyRequestsException", 429] },
  secretsmanager: { error: ["InternalServiceError", 500], throttle: ["ThrottlingException", 400] },
  ses: { error: ["InternalFailure", 500], throttle: ["Throttling", 400] },
  sns: { error: ["InternalError", 500], throttle: ["Throttled", 429] },
  sqs: { error: ["InternalError", 500], throttle: ["RequestThrottled", 400] },
};

/** docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html and its likes */
const common: ServiceErrors = { error: ["InternalFailure", 500], throttle: ["ThrottlingException", 400] };

export function serviceError(
  service: string,
  kind: keyof ServiceErrors,
  other: { code?: string; status?: number } = {},
) {
  const [code, status] = (errorsByService[service] ?? common)[kind];
  const message = kind === "throttle" ? "Rate exceeded (a fault plan)" : "The request failed (a fault plan)";
  return new AwsError(other.code ?? code, message, { status: other.status ?? status });
}
