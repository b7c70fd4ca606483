import { Timestamp } from "../timestamp.ts";
import type { Input } from "../types.ts";

type Node = { [key: string]: Node | string };

/**
 * Reads the AWS Query protocol: `Tags.member.1.Key=a` becomes `{ Tags: [{ Key: "a" }] }`, `Attributes.entry.1.key=a`
 * with `.value=b` becomes `{ Attributes: { a: "b" } }`. All scalars stay texts.
 */
export function decodeQuery(form: URLSearchParams): Input {
  const root: Node = Object.create(null);
  for (const [path, value] of form) {
    const keys = path.split(".");
    const last = keys.pop() ?? path;
    let node = root;
    for (const key of keys) {
      const child = node[key];
      if (typeof child === "object") {
        node = child;
      } else {
        const created: Node = Object.create(null);
        node[key] = created;
        node = created;
      }
    }
    node[last] = value;
  }
  return Object.fromEntries(Object.entries(root).map(([key, node]) => [key, shape(node)]));
}

function shape(node: Node | string): unknown {
  if (typeof node === "string") return node;
  const keys = Object.keys(node);
  if (keys.length === 1 && typeof node["member"] === "object") return numbered(node["member"]).map(shape);
  if (keys.length === 1 && typeof node["entry"] === "object") return map(node["entry"]);
  return Object.fromEntries(keys.map((key) => [key, shape(node[key] ?? "")]));
}

/** SNS names a map's members Name and Value for message attributes, key and value elsewhere. */
function map(entries: Node): Record<string, unknown> {
  const pairs = numbered(entries).flatMap((entry): [string, unknown][] => {
    if (typeof entry === "string") return [];
    const name = entry["key"] ?? entry["Name"];
    const value = entry["value"] ?? entry["Value"];
    return typeof name === "string" ? [[name, value === undefined ? "" : shape(value)]] : [];
  });
  return Object.fromEntries(pairs);
}

function numbered(node: Node): (Node | string)[] {
  return Object.entries(node)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value);
}

/** Writes a response of the AWS Query protocol. A `Map` becomes entries with key and value, an array becomes members. */
export function encodeQuery(action: string, namespace: string, output: object, requestId: string): string {
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const result = `<${action}Result>${members(output)}</${action}Result>`;
  return `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`;
}

export function encodeQueryError(
  namespace: string,
  error: { code: string; message: string; fault: "client" | "server" },
  requestId: string,
): string {
  const type = error.fault === "client" ? "Sender" : "Receiver";
  const inner = `<Type>${type}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  return `<ErrorResponse xmlns="${namespace}"><Error>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function members(value: object): string {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `<${key}>${content(member)}</${key}>`)
    .join("");
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((member) => `<member>${content(member)}</member>`).join("");
  if (value instanceof Map) {
    return [...value]
      .map(([key, member]) => `<entry><key>${escapeXml(String(key))}</key><value>${content(member)}</value></entry>`)
      .join("");
  }
  if (value instanceof Timestamp) return value.toDate().toISOString();
  if (typeof value === "object" && value !== null) return members(value);
  return escapeXml(String(value));
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"\r]/g, (character) => entities[character] ?? character);
}
