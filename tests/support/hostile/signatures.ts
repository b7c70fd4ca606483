import { createHash } from "node:crypto";
import { digest, type Material, type RawRequest, withSignature } from "./request.ts";

/** A genuine body under a signature that is not Stripe's, or not of now. */
export function badSignatures(material: Material): RawRequest[] {
  return [...malformed(material), ...wrongDigests(material), ...wrongTimes(material), ...misplaced(material)];
}

const post =
  (body: Buffer) =>
  ([name, signature]: readonly [string, string]): RawRequest =>
    withSignature(name, body, signature);

function malformed({ body, secret, now }: Material): RawRequest[] {
  const t = String(now);
  const v1 = digest(secret, now, body);
  const headers: [string, string][] = [
    ["empty", ""],
    ["a space", " "],
    ["commas", ",,,,"],
    ["equals signs", "===="],
    ["no time", `v1=${v1}`],
    ["no digest", `t=${t}`],
    ["an empty time", `t=,v1=${v1}`],
    ["an empty digest", `t=${t},v1=`],
    ["the digest alone", v1],
    ["two times, the same", `t=${t},t=${t},v1=${v1}`],
    ["two times, one empty", `t=,t=${t},v1=${v1}`],
    ["two times, the right one last", `t=1,t=${t},v1=${v1}`],
    ["upper-case names", `T=${t},V1=${v1}`],
    ["an upper-case digest", `t=${t},v1=${v1.toUpperCase()}`],
    ["a digest with 0x", `t=${t},v1=0x${v1}`],
    ["a digest a digit short", `t=${t},v1=${v1.slice(1)}`],
    ["a digest a digit long", `t=${t},v1=${v1}0`],
    ["half a digest", `t=${t},v1=${v1.slice(0, 32)}`],
    ["a digest in base64", `t=${t},v1=${Buffer.from(v1, "hex").toString("base64")}`],
    ["a digest in quotes", `t=${t},v1="${v1}"`],
    ["a digest with spaces in it", `t=${t},v1=${v1.slice(0, 10)} ${v1.slice(10)}`],
    ["semicolons", `t=${t};v1=${v1}`],
    ["spaces for commas", `t=${t} v1=${v1}`],
    ["colons for equals signs", `t:${t},v1:${v1}`],
    ["JSON", JSON.stringify({ t: now, v1 })],
    ["percent encoding", `t%3D${t}%2Cv1%3D${v1}`],
    ["the scheme v0", `t=${t},v0=${v1}`],
    ["the scheme v2", `t=${t},v2=${v1}`],
    ["the scheme v1 with a letter more", `t=${t},v1a=${v1}`],
    ["a name before v1", `t=${t},xv1=${v1}`],
    ["bearer", `Bearer ${v1}`],
    ["Svix's form", `v1,${Buffer.from(v1, "hex").toString("base64")}`],
    ["GitHub's form", `sha256=${v1}`],
    ["an SQL phrase", `t=${t},v1=' OR '1'='1`],
    ["an environment variable", `t=${t},v1=\${STRIPE_WEBHOOK_SECRET}`],
    ["a JNDI lookup", `t=${t},v1=\${jndi:ldap://127.0.0.1/a}`],
    ["HTML", `t=${t},v1=<script>alert(1)</script>`],
    ["a path", "../../../../etc/passwd"],
    ["undefined", "undefined"],
    ["null", `t=null,v1=null`],
    ["a prototype", `t=${t},__proto__=${v1}`],
    ["a hundred digests, all wrong", `t=${t},${Array.from({ length: 100 }, (_, n) => `v1=${wrong(n)}`).join(",")}`],
    ["Latin letters above ASCII", `t=${t},v1=${v1.slice(0, 63)}\u00e9`],
    ["digits of another script", `t=${Buffer.from("١٢٣").toString("latin1")},v1=${v1}`],
    ["full-width digits", `t=${Buffer.from("１２３").toString("latin1")},v1=${v1}`],
  ];
  const without: RawRequest = { name: "signature: none", headers: [["content-type", "application/json"]], body };
  return [without, ...headers.map(([name, value]) => post(body)([`signature: ${name}`, value]))];
}

function wrong(seed: number): string {
  return createHash("sha256").update(String(seed)).digest("hex");
}

/** Digests under other keys, by other algorithms, of other texts. */
function wrongDigests({ body, secret, now }: Material): RawRequest[] {
  const t = String(now);
  const bare = secret.replace(/^whsec_/u, "");
  const keys: [string, string][] = [
    ["empty", ""],
    ["undefined", "undefined"],
    ["null", "null"],
    ["of its prefix alone", "whsec_"],
    ["without its prefix", bare],
    ["in upper case", secret.toUpperCase()],
    ["with a space behind", `${secret} `],
    ["with a line end behind", `${secret}\n`],
  ];
  const algorithms = ["md5", "sha1", "sha224", "sha384", "sha512", "sha3-256", "ripemd160"];
  const plain = (text: string): string => createHash("sha256").update(text).update(body).digest("hex");
  const others: [string, string][] = [
    ["zeros", "0".repeat(64)],
    ["ones", "f".repeat(64)],
    ["SHA-256 of the body without a key", plain("")],
    ["SHA-256 of key and body (no HMAC)", plain(`${secret}${t}.`)],
    ["HMAC of the body without its time", digest(secret, "", body)],
    ["HMAC with another separator", digest(secret, `${t}:`, body)],
    ["HMAC of another time", digest(secret, now - 1, body)],
    ["HMAC of another body", digest(secret, now, Buffer.from("{}"))],
    ["HMAC of a body with a line end", digest(secret, now, Buffer.concat([body, Buffer.from("\n")]))],
    [
      "HMAC of the reformatted body",
      digest(secret, now, Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 3))),
    ],
    ["HMAC of the base64 of the body", digest(secret, now, Buffer.from(body.toString("base64")))],
    ["HMAC of the body in UTF-16", digest(secret, now, Buffer.from(body.toString(), "utf16le"))],
    ["the key of the decoded secret", digest(Buffer.from(bare, "base64").toString("latin1"), now, body)],
  ];
  return [
    ...keys.map(([name, key]) => ({ name: `digest: under the key ${name}`, v1: digest(key, now, body) })),
    ...algorithms.map((name) => ({
      name: `digest: by ${name}`,
      v1: digest(secret, now, body, name).padEnd(64, "0").slice(0, 64),
    })),
    ...others.map(([name, v1]) => ({ name: `digest: ${name}`, v1 })),
  ].map(({ name, v1 }) => withSignature(name, body, `t=${t},v1=${v1}`));
}

/** Signed by Stripe's key, for another time than now. */
function wrongTimes({ body, secret, now }: Material): RawRequest[] {
  const seconds = [now - 302, now - 3600, now - 86_400, now + 310, now + 86_400, 0, 1, 2 ** 31, 99_999_999_999];
  const texts = [
    `${String(now)}000`,
    `${String(now)}.5`,
    `-${String(now)}`,
    `+${String(now)}`,
    `0x${now.toString(16)}`,
  ];
  const odd = ["1e9", "Infinity", "NaN", new Date(now * 1000).toISOString(), " ", "9".repeat(13), "9".repeat(400)];
  return [...seconds.map(String), ...texts, ...odd].map((time) =>
    withSignature(
      `time: ${time.slice(0, 20)} (${String(time.length)} characters)`,
      body,
      `t=${time},v1=${digest(secret, time, body)}`,
    ),
  );
}

/** A right signature in a place where nobody looks for it. */
function misplaced({ body, secret, now }: Material): RawRequest[] {
  const right = `t=${String(now)},v1=${digest(secret, now, body)}`;
  const none = `t=${String(now)},v1=${"0".repeat(64)}`;
  const json = ["content-type", "application/json"] as const;
  const names = [
    "stripe_signature",
    "x-stripe-signature",
    "stripe-signature-v1",
    "webhook-signature",
    "authorization",
    "cookie",
  ];
  return [
    ...names.map((name) => ({ name: `misplaced: in ${name}`, headers: [json, [name, right] as const], body })),
    { name: "misplaced: in the query", path: `/webhook/stripe?stripe-signature=${right}`, headers: [json], body },
    {
      name: "twice: a wrong one, then the right one",
      headers: [json, ["stripe-signature", none], ["Stripe-Signature", right]],
      body,
    },
    {
      name: "twice: the right one, then a wrong one",
      headers: [json, ["Stripe-Signature", right], ["stripe-signature", none]],
      body,
    },
    {
      name: "twice: empty, then a wrong one",
      headers: [json, ["stripe-signature", ""], ["stripe-signature", none]],
      body,
    },
    {
      name: "twice: the right one both times",
      headers: [json, ["stripe-signature", right], ["stripe-signature", right]],
      body,
    },
  ];
}
