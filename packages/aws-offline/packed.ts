import { deflateRawSync, inflateRawSync } from "node:zlib";

/** JSON, deflated: of an event of some kilobytes a quarter of its text, and a tenth of what the object would take. */
export type Packed = Uint8Array;

// The fastest level costs some 40 microseconds an event, and the best one saves a tenth more.
const level = 1;

export function pack(json: string): Packed {
  // No Buffer: small ones are parts of blocks of 64 KiB, each of which stays for the last part that is kept.
  return new Uint8Array(deflateRawSync(json, { level }));
}

export function unpack(packed: Packed): string {
  return inflateRawSync(packed).toString("utf8");
}
