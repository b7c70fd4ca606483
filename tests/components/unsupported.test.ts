import * as aws from "@pulumi/aws";
import { describe, expect, it } from "vitest";
import { evaluate } from "../support/evaluate.ts";

describe("the offline run refuses by name", () => {
  it("a property that it does not support", async () => {
    const program = (): Promise<object> =>
      Promise.resolve({ queue: new aws.sqs.Queue("parcels", { delaySeconds: 5 }).arn });
    await expect(evaluate({ program })).rejects.toThrow(
      "aws:sqs/queue:Queue parcels: property delaySeconds is not supported by the offline run",
    );
  });

  it("a value that AWS would refuse", async () => {
    const program = (): Promise<object> =>
      Promise.resolve({ queue: new aws.sqs.Queue("parcels", { visibilityTimeoutSeconds: 50_000 }).arn });
    await expect(evaluate({ program })).rejects.toThrow(
      "aws:sqs/queue:Queue parcels: property visibilityTimeoutSeconds expected to be in the range (0 - 43200), got 50000",
    );
  });

  it("a resource type that it does not support", async () => {
    const program = (): Promise<object> => Promise.resolve({ bucket: new aws.s3.Bucket("parcels").arn });
    await expect(evaluate({ program })).rejects.toThrow(
      "aws:s3/bucket:Bucket parcels: this resource type is not supported by the offline run",
    );
  });

  it("a function that it does not know", async () => {
    const program = async (): Promise<object> => ({ partition: await aws.getPartition() });
    await expect(evaluate({ program })).rejects.toThrow(
      "aws:index/getPartition:getPartition is not supported by the offline run",
    );
  });
});
