import { AwsError } from "../../../gateway/aws-error.ts";

/** docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const inFlightLimit = 120_000;
export const longestVisibilitySeconds = 43_200;

export function overLimit(): AwsError {
  return new AwsError("OverLimit", "The maximum number of in flight messages is reached: 120,000.", { status: 403 });
}

export function unknownMessage(handle: string): AwsError {
  const reason = "Message does not exist or is not available for visibility timeout change.";
  return invalid(`Value ${handle} for parameter ReceiptHandle is invalid. Reason: ${reason}`);
}

export function notInFlight(): AwsError {
  return new AwsError("MessageNotInflight", "The specified message is not in flight.", {
    queryCode: "AWS.SimpleQueueService.MessageNotInflight",
  });
}

export function tooLongInvisible(seconds: number): AwsError {
  const reason = `Total VisibilityTimeout for the message is beyond the limit [${String(longestVisibilitySeconds)} seconds]`;
  return invalid(`Value ${String(seconds)} for parameter VisibilityTimeout is invalid. Reason: ${reason}`);
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}
