import { describe, expect, it } from "vitest";
import { ResourceGraph, type GraphResource } from "../../packages/aws-offline/graph/resource-graph.ts";
import { judge, readReasons, type Finding } from "./reasons.ts";
import { toTerraform } from "./terraform.ts";

const options = { dependsOn: [], protect: false, retainOnDelete: false, ignoreChanges: [], secretInputs: [] };

function resource(type: string, name: string, inputs: Record<string, unknown>, arn?: string): GraphResource {
  return { type, name, id: `${name}-id`, inputs, outputs: arn === undefined ? {} : { arn }, options };
}

const graphOf = (...resources: GraphResource[]) => new ResourceGraph(resources, {});

describe("the resources as Terraform writes them", () => {
  it("have its types, arguments and blocks, and refer to each other", () => {
    const keyArn = "arn:aws:kms:eu-west-1:000000000000:key/one";
    const graph = graphOf(
      resource("aws:kms/key:Key", "data-key", { enableKeyRotation: true }, keyArn),
      resource("aws:dynamodb/table:Table", "orders", {
        attributes: [{ name: "pk", type: "S" }],
        serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
        tags: { costCentre: "one" },
      }),
      resource("aws:ec2/flowLog:FlowLog", "refused", { vpcId: "vpc-1" }),
      resource("aws:lambda/function:Function", "f", { name: "f", code: {}, environment: { variables: { aB: "c" } } }),
    );
    expect(toTerraform(graph)).toEqual({
      resource: {
        aws_kms_key: { "data-key": { enable_key_rotation: true } },
        aws_dynamodb_table: {
          orders: {
            attribute: [{ name: "pk", type: "S" }],
            server_side_encryption: { enabled: true, kms_key_arn: "${aws_kms_key.data-key.arn}" },
            tags: { costCentre: "one" },
          },
        },
        aws_flow_log: { refused: { vpc_id: "vpc-1" } },
        aws_lambda_function: {
          f: { function_name: "f", environment: { variables: { aB: "c" } }, filename: "index.zip" },
        },
      },
    });
  });

  it("are refused where Terraform's name is not known", () => {
    expect(() => toTerraform(graphOf(resource("aws:s3/bucket:Bucket", "parcels", {})))).toThrow("aws:s3/bucket:Bucket");
    const lists = resource("aws:sqs/queue:Queue", "orders", { wishes: [{ more: 1 }] });
    expect(() => toTerraform(graphOf(lists))).toThrow("aws:sqs/queue:Queue orders: Terraform's singular of wishes");
  });
});

describe("findings and reasons", () => {
  const page = [
    "## Checkov",
    "| check | stacks | resources | why it is accepted |",
    "|---|---|---|---|",
    "| `CKV_1` quotas | `dev`, `prod` | `*-logs`, `web` | Because. |",
  ].join("\n");
  const finding = (stack: string, resourceName: string, check = "CKV_1"): Finding => ({
    stack,
    check,
    title: "Ensure it",
    resource: resourceName,
  });
  const all = ["dev", "prod"].flatMap((stack) => [finding(stack, "a-logs"), finding(stack, "web")]);

  it("agree when each finding has a reason and each reason a finding", () => {
    expect(judge(all, readReasons(page))).toEqual({ explained: all, failures: [] });
  });

  it("disagree over a finding without a reason and a reason, or a part of one, without a finding", () => {
    const other = finding("dev", "web", "CKV_2");
    const { failures } = judge([...all.slice(0, 3), other], readReasons(page));
    expect(failures).toEqual(["dev: CKV_2 web: Ensure it", "prod: CKV_1 web: a reason for no finding"]);
  });

  it("are not read from a page without a table, or with an empty cell", () => {
    expect(() => readReasons("# Security")).toThrow("no table");
    expect(() => readReasons(page.replace("Because.", " "))).toThrow("lacks a cell");
  });
});
