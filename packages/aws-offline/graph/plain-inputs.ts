import { readFile } from "node:fs/promises";
import * as pulumi from "@pulumi/pulumi";

/** The keys by which Pulumi's wire format marks a secret. https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export interface PlainInputs {
  readonly plain: Record<string, unknown>;
  readonly secretInputs: readonly string[];
}

/** Resource inputs as plain values: secrets unwrapped and named, archives as file name to text, absent values left out. */
export async function plainInputs(inputs: object): Promise<PlainInputs> {
  const plain: Record<string, unknown> = {};
  const secretInputs: string[] = [];
  for (const [key, value] of Object.entries(inputs)) {
    if (isSecret(value)) secretInputs.push(key);
    const unwrapped = await plainValue(value);
    if (unwrapped !== undefined) plain[key] = unwrapped;
  }
  return { plain, secretInputs };
}

async function plainValue(value: unknown): Promise<unknown> {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== "object") return value;
  if (isSecret(value)) return plainValue(value.value);
  if (Array.isArray(value)) return Promise.all(value.map((item) => plainValue(item)));
  if (value instanceof pulumi.asset.AssetArchive) return archiveFiles(value);
  return (await plainInputs(value)).plain;
}

async function archiveFiles(archive: pulumi.asset.AssetArchive): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [name, asset] of Object.entries(await archive.assets)) {
    if (asset instanceof pulumi.asset.FileAsset) files[name] = await readFile(await asset.path, "utf8");
    else if (asset instanceof pulumi.asset.StringAsset) files[name] = await asset.text;
    else
      throw new Error(`${name} in an archive is neither a FileAsset nor a StringAsset; the offline run reads no other`);
  }
  return files;
}

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && Reflect.get(value, signatureKey) === secretSignature;
}
