import { AwsError } from "../../../gateway/aws-error.ts";
import type { Input, Output } from "../../../gateway/types.ts";
import { isObject } from "../../../input.ts";

export function requiredText(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value !== "") return value;
  throw new AwsError("MissingParameter", `The request must contain the parameter ${name}.`);
}

/** As a message shows it; empty where it is not text or a number. */
export function shown(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A whole number in its range; `undefined` where it was left out. */
export function optionalNumber(input: Input, name: string, least: number, most: number): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  const reason = `Reason: Must be >= ${String(least)} and <= ${String(most)}, if provided.`;
  throw new AwsError("InvalidParameterValue", `Value ${shown(value)} for parameter ${name} is invalid. ${reason}`);
}

export function texts(input: Input, name: string): string[] {
  const value = input[name];
  return Array.isArray(value) ? value.filter((member) => typeof member === "string") : [];
}

export function textMap(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, String(member)]));
}

function entriesOf(input: Input): Input[] {
  const value = input["Entries"];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function batchError(code: string, message: string): AwsError {
  return new AwsError(code, message, { queryCode: `AWS.SimpleQueueService.${code}` });
}

/** Each entry succeeds or fails alone, unless the batch as a whole is malformed. */
export function eachEntry(
  input: Input,
  act: (entry: Input) => Output,
  check: (entries: readonly Input[]) => void = () => undefined,
): Output {
  const entries = entriesOf(input);
  checkIds(entries);
  check(entries);
  const successful: Output[] = [];
  const failed: Output[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry["Id"], ...act(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: entry["Id"], SenderFault: error.fault === "client", Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

function checkIds(entries: readonly Input[]): void {
  const ids = entries.map((entry) => shown(entry["Id"]));
  if (ids.length === 0) throw batchError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (ids.length > 10) {
    const limit = `Maximum number of entries per request are 10. You have sent ${String(ids.length)}.`;
    throw batchError("TooManyEntriesInBatchRequest", limit);
  }
  if (ids.some((id) => !/^[\w-]{1,80}$/u.test(id))) {
    const rule = "A batch entry id can only contain alphanumeric characters, hyphens and underscores.";
    throw batchError("InvalidBatchEntryId", `${rule} It can be at most 80 letters long.`);
  }
  if (new Set(ids).size < ids.length) {
    throw batchError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
}

/** @throws AwsError for a batch above SQS's limit */
export function checkBatchSize(bytes: number): void {
  const limit = 1_048_576;
  if (bytes <= limit) return;
  throw batchError(
    "BatchRequestTooLong",
    `Batch requests cannot be longer than ${String(limit)} bytes. You have sent ${String(bytes)} bytes.`,
  );
}
