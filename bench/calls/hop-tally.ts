import { AwsError } from "../../packages/aws-offline/gateway/aws-error.ts";
import { isObject } from "../../packages/aws-offline/input.ts";

/** What one hop asked of AWS, in the units in which AWS bills. */
export interface HopCounts {
  /** By `service:Action`, failed ones too: AWS bills them. Polls that found nothing are `emptyReceives`. */
  readonly calls: Record<string, number>;
  emptyReceives: number;
  /** Messages taken from the hop's queue. */
  messages: number;
  /** SQS and SNS bill each 64 KB of a request as one, EventBridge each 64 KB of an entry. */
  sqsRequests: number;
  snsRequests: number;
  busEvents: number;
  busBytes: number;
  readUnits: number;
  writeUnits: number;
  /** Of `writeUnits`: of writes that came second, whose condition did not hold. */
  lostWriteUnits: number;
  /**
   * Not of `writeUnits`: of transactions that met another one and were tried again. How many they are depends on how long a
   * transaction takes, here on what else the machine does.
   */
  conflictWriteUnits: number;
}

export interface Call {
  readonly service: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export function emptyCounts(): HopCounts {
  return {
    calls: {},
    emptyReceives: 0,
    messages: 0,
    sqsRequests: 0,
    snsRequests: 0,
    busEvents: 0,
    busBytes: 0,
    readUnits: 0,
    writeUnits: 0,
    lostWriteUnits: 0,
    conflictWriteUnits: 0,
  };
}

const chunkBytes = 64 * 1024;
const readActions = new Set(["GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"]);

/** Adds a call that succeeded. DynamoDB's response must contain the capacity that it consumed. */
export function addDone(counts: HopCounts, { service, action, input }: Call, output: Call["input"]): void {
  if (service === "sqs" && action === "ReceiveMessage") {
    const messages = list(output["Messages"]);
    if (messages.length === 0) {
      counts.emptyReceives += 1;
      return;
    }
    counts.messages += messages.length;
  }
  addCall(counts, service, action);
  if (service === "sqs") counts.sqsRequests += chunksOf(action === "ReceiveMessage" ? output : input);
  if (service === "sns") counts.snsRequests += chunksOf(input);
  if (service === "events" && action === "PutEvents") {
    for (const entry of list(input["Entries"])) {
      counts.busEvents += chunksOf(entry);
      counts.busBytes += bytesOf(entry);
    }
  }
  if (service === "dynamodb") addUnits(counts, action, capacityOf(action, output["ConsumedCapacity"]));
}

/** Adds a call that failed. A condition that did not hold consumed the write, of the item that is there: taken as 1 KB. */
export function addFailed(counts: HopCounts, { service, action, input }: Call, error: unknown): void {
  addCall(counts, service, action);
  if (service === "sqs") counts.sqsRequests += 1;
  if (service === "sns") counts.snsRequests += 1;
  if (service === "dynamodb") {
    const units = action === "TransactWriteItems" ? 2 * list(input["TransactItems"]).length : 1;
    if (isConflict(error)) {
      counts.conflictWriteUnits += units;
      return;
    }
    addUnits(counts, action, units);
    if (!readActions.has(action)) counts.lostWriteUnits += units;
  }
}

/** A plain write that meets a transaction, or a transaction that meets another one. */
function isConflict(error: unknown): boolean {
  return error instanceof AwsError && JSON.stringify([error.code, error.body]).includes('"TransactionConflict');
}

function addCall({ calls }: HopCounts, service: string, action: string): void {
  const name = `${service}:${action}`;
  calls[name] = (calls[name] ?? 0) + 1;
}

function addUnits(counts: HopCounts, action: string, units: number): void {
  if (readActions.has(action)) counts.readUnits += units;
  else counts.writeUnits += units;
}

function capacityOf(action: string, consumed: unknown): number {
  const parts = Array.isArray(consumed) ? list(consumed) : [consumed].filter(isObject);
  if (parts.length === 0) throw new Error(`dynamodb:${action} returned no ConsumedCapacity`);
  return parts.reduce((sum, { CapacityUnits: units }) => sum + Number(units), 0);
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function chunksOf(value: unknown): number {
  return Math.max(1, Math.ceil(bytesOf(value) / chunkBytes));
}
