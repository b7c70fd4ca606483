import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

export interface PulumiStandIn {
  /** With it in front. */
  readonly path: string;
  /** What it was asked to destroy, and with which profile. */
  destroyed(): Promise<string | undefined>;
}

interface Responses {
  readonly outputs: object;
  /** What `stack export` prints. */
  readonly state?: object;
}

/** A pulumi that knows the stacks dev and acme/shop/prod, returns the same for both, and destroys nothing. */
export async function standInForPulumi(folder: string, { outputs, state = {} }: Responses): Promise<PulumiStandIn> {
  const bin = join(folder, "bin");
  const asked = join(folder, "destroyed");
  const responses = { "stack output": JSON.stringify(outputs), "stack export": JSON.stringify(state) };
  const script = `#!${process.execPath}
const args = process.argv.slice(2);
const responses = ${JSON.stringify(responses)};
const stack = args[args.indexOf("--stack") + 1];
if (!["dev", "acme/shop/prod"].includes(stack)) {
  console.error("error: no stack named '" + stack + "' found");
  process.exit(255);
}
if (args[0] === "destroy") {
  console.log("Destroying");
  require("node:fs").writeFileSync(${JSON.stringify(asked)}, args.join(" ") + " with profile " + process.env.AWS_PROFILE);
} else console.log(responses[args.slice(0, 2).join(" ")]);
`;
  await mkdir(bin);
  await writeFile(join(bin, "pulumi"), script);
  await chmod(join(bin, "pulumi"), 0o755);
  return {
    path: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
    destroyed: () => readFile(asked, "utf8").catch(() => undefined),
  };
}
