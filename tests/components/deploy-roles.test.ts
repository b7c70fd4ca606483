import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { isObject } from "../../domain/event/event.ts";

const project = "order-processing-system-deploy-roles";
const created = new Map<string, Readonly<Record<string, unknown>>>();

function documentOf(name: string, property: string): Readonly<Record<string, unknown>> {
  const text = created.get(name)?.[property];
  const document: unknown = JSON.parse(String(text));
  const statements: unknown = isObject(document) ? document["Statement"] : undefined;
  const [statement]: unknown[] = Array.isArray(statements) ? statements : [];
  if (!isObject(statement)) throw new Error(`${name} has no statement`);
  return statement;
}

describe("the roles that GitHub's workflows take on", () => {
  beforeAll(async () => {
    await pulumi.runtime.setMocks(
      {
        call: () => ({ accountId: "123456789012" }),
        newResource: ({ type, name, inputs }) => {
          created.set(`${type.split(":").at(-1) ?? ""} ${name}`, inputs as Record<string, unknown>);
          return { id: name, state: { ...inputs, arn: `arn:aws:iam::123456789012:${name}` } as object };
        },
      },
      project,
      "test",
      false,
    );
    pulumi.runtime.setAllConfig({ [`${project}:repository`]: "shop/orders" });
    await pulumi.runtime.runInPulumiStack(async () => ({ ...(await import("../../deploy-roles/index.ts")) }));
    await pulumi.runtime.disconnect();
  });

  it.each([
    ["read", ["repo:shop/orders:pull_request", "repo:shop/orders:ref:refs/heads/main"], "ReadOnlyAccess"],
    ["dev", ["repo:shop/orders:environment:dev"], "PowerUserAccess"],
    ["prod", ["repo:shop/orders:environment:prod"], "PowerUserAccess"],
  ])("%s: for %j alone, with %s", (name, subjects, managed) => {
    expect(documentOf(`Role ${name}`, "assumeRolePolicy")).toMatchObject({
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": subjects,
        },
      },
    });
    expect(created.get(`RolePolicyAttachment ${name}`)?.["policyArn"]).toBe(`arn:aws:iam::aws:policy/${managed}`);
  });

  it("lets each environment change the roles of its own stack alone", () => {
    for (const stack of ["dev", "prod"]) {
      const { Resource } = documentOf(`RolePolicy ${stack}-own-roles`, "policy");
      expect(Resource).toBe(`arn:aws:iam::123456789012:role/${stack}-*`);
    }
  });
});
