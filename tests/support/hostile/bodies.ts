import { gzipSync } from "node:zlib";
import { digest, type Material, type RawRequest, signed, withSignature } from "./request.ts";

/** Bodies that were changed after they were signed. */
export function alteredBodies(material: Material): RawRequest[] {
  const { body, secret, now } = material;
  const signature = `t=${String(now)},v1=${digest(secret, now, body)}`;
  const text = body.toString();
  const altered = (name: string, changed: Buffer | string): RawRequest => {
    const bytes = Buffer.from(changed);
    if (bytes.equals(body)) throw new Error(`altered: ${name}: nothing was changed`);
    return withSignature(`altered: ${name}`, bytes, signature);
  };
  const flips = Array.from({ length: 30 }, (_, index) => {
    const at = Math.floor((index * (body.length - 1)) / 29);
    const changed = Buffer.from(body);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    return altered(`one bit at byte ${String(at)}`, changed);
  });
  const cuts = Array.from({ length: 15 }, (_, index) => {
    const length = Math.floor((index * body.length) / 15);
    return altered(`cut to ${String(length)} bytes`, body.subarray(0, length));
  });
  return [
    ...flips,
    ...cuts,
    altered("a line end more", `${text}\n`),
    altered("a space before", ` ${text}`),
    altered("a byte order mark", `\uFEFF${text}`),
    altered("reformatted", JSON.stringify(JSON.parse(text), null, 3)),
    altered("another amount", text.replace(/"amount_total": ?\d+/u, '"amount_total": 1')),
    altered("the other livemode", text.replaceAll(/"livemode": ?false/gu, '"livemode": true')),
    altered("twice", `${text}${text}`),
    altered("as a list", `[${text}]`),
    altered("as a string", JSON.stringify(text)),
    altered("in base64", body.toString("base64")),
    altered("percent-encoded", encodeURIComponent(text)),
    altered("as a form", `payload=${encodeURIComponent(text)}`),
    altered("compressed", gzipSync(body)),
    altered("in UTF-16", Buffer.from(text, "utf16le")),
    altered("another event altogether", text.replaceAll("evt_", "evt_forged")),
  ];
}

/** Genuinely signed, and no Stripe event: what a wrong sender with the right key would send. */
export function malformedBodies(material: Material): RawRequest[] {
  const event = JSON.parse(material.body.toString()) as Record<string, unknown>;
  const text = material.body.toString();
  const make = (name: string, body: Buffer | string): RawRequest => signed(`malformed: ${name}`, body, material);
  const without = (field: string): string => JSON.stringify({ ...event, [field]: undefined });
  const having = (field: string, value: unknown): [string, string] => [
    `${field}: ${JSON.stringify(value)}`.slice(0, 60),
    JSON.stringify({ ...event, [field]: value }),
  ];
  const required = ["id", "object", "type", "created", "data"];
  const values: [string, string][] = [
    ...[null, "", 1, [], {}].map((value) => having("id", value)),
    ...[null, "", 1, [], {}].map((value) => having("type", value)),
    ...[null, "", "charge", "list", 1, []].map((value) => having("object", value)),
    ...[null, "", "soon", [], {}].map((value) => having("created", value)),
    ...[null, "", 1, [], "{}"].map((value) => having("data", value)),
    ...[null, "", 1, []].map((value) => having("data", { object: value })),
  ];
  const texts = ["", " ", "null", "true", "1", '"event"', "[]", "{}", "[{}]", "undefined", "NaN", "{'id':1}", "{id:1}"];
  const broken = ["{", '{"id":', `${text},`, `${text}]`, `${text}//`, text.slice(0, -1), `/**/${text}`, `)]}',${text}`];
  return [
    ...required.map((field) => make(`without ${field}`, without(field))),
    ...values.map(([name, body]) => make(name, body)),
    ...texts.map((body) => make(`the text ${JSON.stringify(body)}`, body)),
    ...broken.map((body, index) => make(`broken JSON ${String(index + 1)}`, body)),
    make("a hundred thousand brackets", "[".repeat(100_000)),
    make("a million nested lists", `${"[".repeat(500_000)}${"]".repeat(500_000)}`),
    ...[101, 3000, 100_000].map((levels) =>
      make(
        `an event of ${String(levels)} nested lists`,
        text.replace("{", `{"x":${"[".repeat(levels)}${"]".repeat(levels)},`),
      ),
    ),
    make("a control character in an id", JSON.stringify({ ...event, id: "evt_\u0001" })),
    make("a line break in a type", JSON.stringify({ ...event, type: "charge.refunded\r\nx: y" })),
    make("an id that SNS refuses", JSON.stringify({ ...event, id: "evt_\uFFFE" })),
    make("a control character in a version", JSON.stringify({ ...event, api_version: "2026-10-28\u0000" })),
    make("a version of 300 KB", JSON.stringify({ ...event, api_version: "x".repeat(300_000) })),
    make("a line break in an account", JSON.stringify({ ...event, account: "acct_1\n" })),
    make("an id of 300 KB", JSON.stringify({ ...event, id: `evt_${"x".repeat(300_000)}` })),
  ];
}

/** Genuinely signed bytes that are not UTF-8, or not the text they seem. */
export function badEncodings(material: Material): RawRequest[] {
  const text = material.body.toString();
  const make = (name: string, body: Buffer): RawRequest => signed(`encoding: ${name}`, body, material);
  const inside = (...bytes: number[]): Buffer =>
    Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from(',"x":"'), Buffer.from(bytes), Buffer.from('"}')]);
  return [
    make("a lone continuation byte", inside(0x80)),
    make("a lead byte alone", inside(0xc3)),
    make("an overlong slash", inside(0xc0, 0xaf)),
    make("an overlong NUL", inside(0xc0, 0x80)),
    make("a surrogate", inside(0xed, 0xa0, 0x80)),
    make("a code point too high", inside(0xf5, 0x80, 0x80, 0x80)),
    make("a cut four-byte character", inside(0xf0, 0x9f, 0x98)),
    make("the bytes FE FF", inside(0xfe, 0xff)),
    make("Latin-1", inside(0xe9)),
    make("a raw NUL in a string", inside(0x00)),
    make("a raw tab in a string", inside(0x09)),
    make("a byte order mark first", Buffer.from(`\uFEFF${text}`)),
    make("UTF-16, little-endian", Buffer.from(text, "utf16le")),
    make("UTF-16, big-endian", Buffer.from(text, "utf16le").swap16()),
    make("gzip", gzipSync(material.body)),
    make("base64 of a genuine body", Buffer.from(material.body.toString("base64"))),
    make("zeros", Buffer.alloc(1000)),
    make("random-looking bytes", Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 89 + 7) % 256))),
  ];
}

/** Too much of something. */
export function oversized(material: Material): RawRequest[] {
  const padded = (bytes: number): Buffer => {
    const text = material.body.toString();
    const rest = bytes - material.body.byteLength - ',"x":""'.length;
    return Buffer.from(`${text.slice(0, -1)},"x":"${"x".repeat(rest)}"}`);
  };
  const mebibyte = 1024 * 1024;
  const [first, ...others] = signed("size: headers of 12 KB", material.body, material).headers;
  return [
    signed("size: one byte above 4 MiB, signed", padded(4 * mebibyte + 1), material),
    signed("size: 5 MiB, signed", padded(5 * mebibyte), material),
    withSignature("size: 5 MiB, not signed", padded(5 * mebibyte), ""),
    withSignature("size: 9 MiB, above what Lambda takes", padded(9 * mebibyte), ""),
    withSignature("size: 10 MiB and a byte", padded(10 * mebibyte + 1), ""),
    {
      name: "size: headers of 12 KB",
      headers: [...(first === undefined ? [] : [first]), ...others, ["x-padding", "x".repeat(12_000)]],
      body: material.body,
    },
  ];
}
