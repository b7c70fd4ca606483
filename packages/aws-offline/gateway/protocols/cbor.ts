import { AwsError } from "../aws-error.ts";
import { Timestamp } from "../timestamp.ts";
import type { Input, Output } from "../types.ts";

// Loaded at the first such request only, as it takes 200 ms.
const codec = () => import("@smithy/core/cbor");

/**
 * Reads the body of a request of Smithy's RPC v2 protocol; its timestamps become seconds.
 * @param body one character a byte
 * @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export async function decodeCbor(body: string): Promise<Input> {
  if (body === "") return {};
  const { cbor, tagSymbol } = await codec();
  const plain = (value: unknown): unknown => {
    if (typeof value === "bigint") return Number(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(plain);
    if (tagSymbol in value) return plain(Reflect.get(value, "value"));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
  };
  let value: unknown;
  try {
    value = plain(cbor.deserialize(Buffer.from(body, "latin1")));
  } catch (cause) {
    throw new AwsError("SerializationException", "The request's body is not CBOR", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Input;
  throw new AwsError("SerializationException", "The request's body is not a CBOR map");
}

export async function encodeCbor(output: Output): Promise<Uint8Array> {
  const { cbor, dateToTag } = await codec();
  const written = (value: unknown): unknown => {
    if (value instanceof Timestamp) return dateToTag(value.toDate());
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(written);
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, written(member)]));
  };
  return cbor.serialize(written(output));
}
