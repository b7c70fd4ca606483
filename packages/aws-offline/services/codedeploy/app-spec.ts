import * as v from "valibot";
import { AwsError, notSupported } from "../../gateway/aws-error.ts";
import { isObject, reader } from "../../input.ts";

/** One function's alias, and the versions that it moves between. */
export interface Move {
  readonly functionName: string;
  readonly alias: string;
  readonly from: string;
  readonly to: string;
}

const read = reader("InvalidRevisionException");
const appSpec = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({
    version: v.union([v.literal(0), v.literal("0.0")]),
    Resources: v.tuple([
      v.record(
        v.string(),
        v.strictObject({
          Type: v.literal("AWS::Lambda::Function"),
          Properties: v.strictObject({
            Name: v.string(),
            Alias: v.string(),
            CurrentVersion: v.string(),
            TargetVersion: v.string(),
          }),
        }),
      ),
    ]),
  }),
);

/** Reads a revision that carries its AppSpec, as JSON. @throws AwsError for another one, and for hooks */
export function moveOf(revision: unknown): Move {
  const given = isObject(revision) ? revision : {};
  const type = read.text(given, "revisionType");
  if (type !== "AppSpecContent") throw notSupported(`a deployment of the revision type ${type}`);
  const content = read.optionalObject(given, "appSpecContent") ?? {};
  const parsed = v.safeParse(appSpec, read.text(content, "content"));
  if (!parsed.success) {
    const where = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? "content"}: ${issue.message}`).join("; ");
    throw new AwsError("InvalidRevisionException", `The AppSpec is not one of a function without hooks: ${where}`);
  }
  const [only] = Object.values(parsed.output.Resources[0]);
  if (only === undefined) throw new AwsError("InvalidRevisionException", "The AppSpec names no function");
  const { Name, Alias, CurrentVersion, TargetVersion } = only.Properties;
  return { functionName: Name, alias: Alias, from: CurrentVersion, to: TargetVersion };
}
