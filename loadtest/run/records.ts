import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { readSentLine, type Sent } from "../shared/profiles.ts";

/** Every request that the load scripts wrote down, in the order of sending. */
export async function readRecords(file: string): Promise<Sent[]> {
  const sent: Sent[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const read = readSentLine(line);
    if (read !== undefined) sent.push(read);
  }
  return sent.toSorted((one, other) => one.at - other.at);
}
