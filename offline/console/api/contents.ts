import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import type { Target } from "../../../ops/target.ts";
import type { OfflineRun } from "../../run.ts";
import { HttpError } from "../http/respond.ts";

/** What a queue or table holds: each entry with what is known of it besides its value. */
export interface Contents {
  readonly name: string;
  readonly count: number;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly id: string;
  /** ISO time at which it was sent. */
  readonly at?: string;
  readonly about: string;
  readonly value: unknown;
}

const mostEntries = 100;
const mostAttributes = 4;

/** A queue's messages, received or not, without a receive; the oldest first. */
export function queueContents(sqs: Pick<OfflineRun["aws"]["sqs"], "save">, name: string): Contents {
  const messages = sqs.save()[name] ?? missing(name);
  const oldest = messages.toSorted((a, b) => a.sentAt - b.sentAt).slice(0, mostEntries);
  return {
    name,
    count: messages.length,
    entries: oldest.map(({ id, sentAt, receives, body }) => ({
      id,
      at: new Date(sentAt).toISOString(),
      about: `received ${String(receives)} times`,
      value: parsed(body),
    })),
  };
}

/** A table's items, as a scan finds them. */
export async function tableContents({ clients: { documents } }: Target, name: string): Promise<Contents> {
  const { Table } = await documents.send(new DescribeTableCommand({ TableName: name })).catch(() => missing(name));
  const { Items = [] } = await documents.scan({ TableName: name, Limit: mostEntries });
  const keys = (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
  const { Count: count = 0 } = await documents.scan({ TableName: name, Select: "COUNT" });
  const entries = Items.map((item) => {
    const plain = Object.entries(item).filter(([key, value]) => !keys.includes(key) && typeof value !== "object");
    const about = plain.slice(0, mostAttributes).map(([key, value]) => `${key} ${String(value)}`);
    return { id: keys.map((key) => String(item[key])).join(" "), about: about.join(", "), value: item };
  });
  return { name, count, entries };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function missing(name: string): never {
  throw new HttpError(404, `There is no ${name}`);
}
