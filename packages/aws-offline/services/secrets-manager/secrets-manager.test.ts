import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAws, type TestAws } from "../../testing.ts";

let aws: TestAws;
let client: SecretsManager;
let unique = 0;

beforeAll(async () => {
  aws = await startTestAws();
  client = new SecretsManager(aws.client);
});
afterAll(() => aws.close());

const create = (secretString?: string): string =>
  aws.secretsManager.createSecret({
    name: `secret-${String((unique += 1))}`,
    ...(secretString === undefined ? {} : { secretString }),
  }).arn;
const value = async (SecretId: string, which: { VersionStage?: string; VersionId?: string } = {}): Promise<unknown> =>
  (await client.getSecretValue({ SecretId, ...which })).SecretString;

describe("a secret", () => {
  it("is read by its name, its ARN, and its ARN without the suffix", async () => {
    const arn = create("v");
    const name = arn.split(":").at(-1)?.slice(0, -7) ?? "";
    for (const id of [name, arn, arn.slice(0, -7)]) expect(await value(id)).toBe("v");
    await expect(value("unknown")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("moves AWSCURRENT to a new version and AWSPREVIOUS to the one before", async () => {
    const arn = create("1");
    const { VersionId } = await client.putSecretValue({ SecretId: arn, SecretString: "2" });
    expect([await value(arn), await value(arn, { VersionStage: "AWSPREVIOUS" })]).toEqual(["2", "1"]);
    await aws.operate("secretsmanager", "UpdateSecret", { SecretId: arn, SecretString: "3" });
    expect([await value(arn), await value(arn, { VersionStage: "AWSPREVIOUS" })]).toEqual(["3", "2"]);
    expect(await value(arn, { VersionId: String(VersionId) })).toBe("2");
    const described = await aws.operate("secretsmanager", "DescribeSecret", { SecretId: arn });
    expect(Object.values(described["VersionIdsToStages"] as object)).toEqual([["AWSPREVIOUS"], ["AWSCURRENT"]]);
  });

  it("takes another label without touching AWSCURRENT", async () => {
    const arn = create("current");
    const input = { SecretId: arn, SecretString: "pending", VersionStages: ["AWSPENDING"] };
    await client.putSecretValue(input);
    expect([await value(arn), await value(arn, { VersionStage: "AWSPENDING" })]).toEqual(["current", "pending"]);
  });

  it("takes the same request twice and refuses another value for the same token", async () => {
    const arn = create("1");
    const put = (SecretString: string): Promise<unknown> =>
      client.putSecretValue({ SecretId: arn, SecretString, ClientRequestToken: "t".repeat(32) });
    await put("2");
    await put("2");
    expect(await value(arn, { VersionStage: "AWSPREVIOUS" })).toBe("1");
    await expect(put("3")).rejects.toMatchObject({ name: "ResourceExistsException" });
  });

  it("has no value before its first version", async () => {
    await expect(value(create())).rejects.toThrow("staging label: AWSCURRENT");
  });

  it("is authorised by its whole ARN, also when asked for by name", async () => {
    const secretArn = create("v");
    const arn = "arn:aws:iam::000000000000:role/reader";
    const Statement = [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secretArn }];
    aws.gateway.register({ arn, kind: "role", policies: [{ Version: "2012-10-17", Statement }] });
    const get = (SecretId: string): Promise<unknown> =>
      aws.gateway.call(arn, "secretsmanager", "GetSecretValue", { SecretId });
    await expect(get(secretArn.split(":").at(-1)?.slice(0, -7) ?? "")).resolves.toMatchObject({ SecretString: "v" });
    await expect(get(create("other"))).rejects.toMatchObject({ code: "AccessDeniedException" });
  });
});
