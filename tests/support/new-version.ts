import { strToU8, zipSync } from "fflate";
import type { System } from "./system.ts";

/** Publishes a new version of a function, as `pulumi up` does, whose alias stays where it is. @returns its number */
export async function publishVersion({ run }: System, functionName: string, files: Readonly<Record<string, string>>) {
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const { Version } = await run.operator.call("lambda", "UpdateFunctionCode", {
    FunctionName: functionName,
    ZipFile: Buffer.from(zip).toString("base64"),
    Publish: true,
  });
  return String(Version);
}
