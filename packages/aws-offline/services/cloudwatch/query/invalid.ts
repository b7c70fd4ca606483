import { AwsError } from "../../../gateway/aws-error.ts";

export function invalid(message: string): AwsError {
  return new AwsError("ValidationError", message);
}
