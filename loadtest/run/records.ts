import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { readBeginsLine, readSentLine, type Sent } from "../shared/profiles.ts";

export interface Records {
  /** Every request that ended, in the order of sending. */
  readonly sent: readonly Sent[];
  /** The events whose requests the load's end cut off: the webhook may have accepted them. */
  readonly cutOff: readonly number[];
}

export async function readRecords(file: string): Promise<Records> {
  const sent: Sent[] = [];
  const begun = new Set<number>();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const index = readBeginsLine(line);
    if (index !== undefined) begun.add(index);
    const read = readSentLine(line);
    if (read !== undefined) sent.push(read);
  }
  for (const { index } of sent) begun.delete(index);
  return { sent: sent.toSorted((one, other) => one.at - other.at), cutOff: [...begun] };
}
