import { AwsError } from "../gateway/aws-error.ts";

type Error = readonly [code: string, status: number];

/** How a service says that it failed and that it is asked too often, from the error list of its API reference. */
export interface ServiceErrors {
  readonly error: Error;
  readonly throttle: Error;
}

/** The error of a service by its name in IAM actions; `other` is what a plan wants in its place. */
export type ErrorOf = (
  service: string,
  kind: keyof ServiceErrors,
  other?: { readonly code?: string; readonly status?: number },
) => AwsError;

/** docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html and its likes */
const common: ServiceErrors = { error: ["InternalFailure", 500], throttle: ["ThrottlingException", 400] };

export function serviceError(
  errors: ServiceErrors = common,
  kind: keyof ServiceErrors,
  other: { readonly code?: string; readonly status?: number } = {},
): AwsError {
  const [code, status] = errors[kind];
  const message = kind === "throttle" ? "Rate exceeded (a fault plan)" : "The request failed (a fault plan)";
  return new AwsError(other.code ?? code, message, { status: other.status ?? status });
}
