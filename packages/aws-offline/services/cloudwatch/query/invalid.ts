import { AwsError } from "../../../gateway/aws-error.ts";

/** What a query asks is wrong. */
export function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
