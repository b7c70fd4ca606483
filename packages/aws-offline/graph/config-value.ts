import { createDecipheriv, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import * as v from "valibot";

/** @throws Error when the text was encrypted with another key */
export type Decrypt = (encrypted: string) => string;

/** Thrown where a value has an encrypted part and there is no key. */
export class EncryptedError extends Error {}

/**
 * A value of a stack's file as the engine gives it to the program: scalars as their text, lists and maps as JSON.
 * Encrypted parts (`{secure: ...}`) may come at any depth.
 * @param decrypt without it, an encrypted part is an EncryptedError
 */
export function configText(value: unknown, decrypt?: Decrypt): string {
  const plain = decrypted(value, decrypt);
  if (plain === null) return "";
  return typeof plain === "string" ? plain : JSON.stringify(plain);
}

function decrypted(value: unknown, decrypt: Decrypt | undefined): unknown {
  if (Array.isArray(value)) return value.map((element) => decrypted(element, decrypt));
  if (!isMap(value)) return value;
  const { secure, ...others } = value;
  if (typeof secure === "string" && Object.keys(others).length === 0) {
    if (decrypt === undefined) throw new EncryptedError("encrypted");
    return decrypt(secure);
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, decrypted(part, decrypt)]));
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const salted = v.pipe(v.string(), v.regex(/^v1:[^:]+:v1:[^:]+:[^:]+$/u));

/**
 * How values are decrypted that Pulumi encrypted with a passphrase: AES-256-GCM, its key derived from passphrase and salt.
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/config/crypt.go
 * @param encryptionSalt of the stack's file; it ends with an encrypted word, by which a wrong passphrase is found
 * @throws Error for a wrong passphrase
 */
export async function passphraseDecrypt(encryptionSalt: string, passphrase: string): Promise<Decrypt> {
  const [, salt = "", , ...probe] = v.parse(salted, encryptionSalt).split(":");
  const key = await promisify(pbkdf2)(passphrase, Buffer.from(salt, "base64"), 1_000_000, 32, "sha256");
  const decrypt: Decrypt = (encrypted) => opened(key, encrypted);
  try {
    decrypt(`v1:${probe.join(":")}`);
  } catch (cause) {
    throw new Error("the passphrase in PULUMI_CONFIG_PASSPHRASE is not this stack's", { cause });
  }
  return decrypt;
}

const tagBytes = 16;

function opened(key: Buffer, encrypted: string): string {
  const [version, nonce = "", text = ""] = encrypted.split(":");
  if (version !== "v1") throw new Error("only values that were encrypted with a passphrase can be read");
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString("utf8");
}
