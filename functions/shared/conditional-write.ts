import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";

/** Whether a write's condition held. */
export async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
