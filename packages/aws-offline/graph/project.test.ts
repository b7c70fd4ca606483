import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { readProject } from "./project.ts";

// Written by pulumi 3 with the passphrase "local", in its own form.
const encrypted = `encryptionsalt: v1:wxK4gpp9kX4=:v1:nDRxhNhXP2LQopOk:kJILzjSSPUFRDisVypgaWOT9CdEXlA==
config:
  demo:password:
    secure: v1:f7F72KNDWBgHz4Jl:yxTVK/aRsExyz26rK+2Dv4qqd3C98/0=
  demo:num: "007"
  demo:obj:
    a:
      - b: 3
        c:
          secure: v1:IXdcxq36Bn381AHW:ufr5oAmswjXbnOUwqQ72Rl/eCwq5Vw==
    t: true
  aws:allowedAccountIds:
    - "012345678901"
`;

async function read(stackFile: string, environment: Record<string, string> = {}, declared = "{}") {
  const folder = await mkdtemp(join(tmpdir(), "project-"));
  await writeFile(join(folder, "Pulumi.yaml"), `name: demo\nconfig: ${declared}\n`);
  await writeFile(join(folder, "Pulumi.x.yaml"), stackFile);
  return readProject(pathToFileURL(join(folder, "index.ts")), "x", environment);
}

it("reads what pulumi encrypted, at any depth, as pulumi gives it to a program", async () => {
  const { config, warnings } = await read(encrypted, { PULUMI_CONFIG_PASSPHRASE: "local" });
  expect(config).toEqual({
    "demo:password": "hunter2",
    "demo:num": "007",
    "demo:obj": '{"a":[{"b":3,"c":"hidden"}],"t":true}',
    "aws:allowedAccountIds": '["012345678901"]',
  });
  expect(warnings).toEqual([]);
});

it("refuses another passphrase by the file's name", async () => {
  await expect(read(encrypted, { PULUMI_CONFIG_PASSPHRASE: "other" })).rejects.toThrow(
    "Pulumi.x.yaml: the passphrase in PULUMI_CONFIG_PASSPHRASE is not this stack's",
  );
});

it("without the passphrase takes the environment's value, else the default, and names the key", async () => {
  const { config, warnings } = await read(encrypted, { OFFLINE_CONFIG_PASSWORD: "mine" }, "{obj: {default: none}}");
  expect(config["demo:password"]).toBe("mine");
  expect(config["demo:obj"]).toBe("none");
  expect(warnings).toEqual([
    "Pulumi.x.yaml: demo:obj is encrypted: the project's default is taken; set PULUMI_CONFIG_PASSPHRASE or OFFLINE_CONFIG_OBJ",
  ]);
});

it("leaves out an encrypted value without default, and names it", async () => {
  const { config, warnings } = await read("config: {'aws:secretKey': {secure: AAAB}}");
  expect(config).toEqual({});
  expect(warnings).toEqual([
    "Pulumi.x.yaml: aws:secretKey is encrypted: left out; set PULUMI_CONFIG_PASSPHRASE or OFFLINE_CONFIG_AWS_SECRET_KEY",
  ]);
});

it.each([
  ["", {}],
  ["config:\n", {}],
  ["config:\n  demo:a:\n  aws:config:region: eu-west-1\n", { "demo:a": "", "aws:region": "eu-west-1" }],
])("reads %j", async (text, config) => {
  expect((await read(text)).config).toEqual(config);
});

it("takes lists and maps as declared values", async () => {
  const declared =
    '{list: {type: array, items: {type: string}, default: [a, b]}, "aws:defaultTags": {value: {tags: {Team: shop}}}}';
  expect((await read("", {}, declared)).config).toEqual({
    "demo:list": '["a","b"]',
    "aws:defaultTags": '{"tags":{"Team":"shop"}}',
  });
});

it("names the key whose value has no shape of a setting", async () => {
  await expect(read("config: some text")).rejects.toThrow("Pulumi.x.yaml: config: ");
});
