import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { cbor, dateToTag, tagSymbol } from "@smithy/core/cbor";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { region, startTestAws, type TestAws } from "../../testing.ts";
import { Alarms } from "./alarms/alarms.ts";
import { createCloudWatch } from "./cloudwatch.ts";

const minute = 60_000;
const start = Math.floor(Date.now() / minute) * minute - 5 * minute;
const dimensions = { QueueName: "orders" };

let aws: TestAws;
let client: CloudWatch;
beforeAll(async () => {
  aws = await startTestAws();
  const clock = { now: Date.now, real: (wait: number) => wait, scale: 1, wait: () => Promise.resolve() };
  const alarms = new Alarms([], {
    store: aws.cloudwatch.metrics,
    clock,
    region,
    notify: () => Promise.resolve(undefined),
  });
  const dashboards = [{ name: "shop", arn: "arn:shop", body: '{"widgets":[]}', modifiedAt: start }];
  aws.gateway.addService(createCloudWatch({ store: aws.cloudwatch.metrics, alarms, dashboards }));
  for (const value of [1, 2, 6]) {
    aws.emit({ namespace: "AWS/SQS", name: "Waiting", dimensions, value, unit: "Count", at: start });
  }
  client = new CloudWatch(aws.client);
});
afterAll(() => aws.close());

const authorization = (): string =>
  `AWS4-HMAC-SHA256 Credential=${aws.operator.accessKeyId}/20261125/${region}/monitoring/aws4_request, SignedHeaders=host, Signature=0`;

function post(
  path: string,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Response> {
  const all = { authorization: authorization(), ...headers };
  return fetch(`${aws.gateway.endpoint}${path}`, { method: "POST", headers: all, body });
}

const query = (fields: Record<string, string>): Promise<Response> =>
  post("/", { "content-type": "application/x-www-form-urlencoded" }, new URLSearchParams(fields).toString());

const binary = (action: string, input: object): Promise<Response> => {
  const headers = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };
  const body = new Uint8Array(cbor.serialize(input));
  return post(`/service/GraniteServiceVersion20100801/operation/${action}`, headers, body);
};

describe("CloudWatch returns", () => {
  it("in JSON, as the JavaScript SDK asks", async () => {
    const Metric = {
      Namespace: "AWS/SQS",
      MetricName: "Waiting",
      Dimensions: [{ Name: "QueueName", Value: "orders" }],
    };
    const { MetricDataResults: results } = await client.getMetricData({
      MetricDataQueries: ["Sum", "Average", "Minimum", "Maximum", "SampleCount", "p50"].map((Stat, index) => ({
        Id: `m${index}`,
        MetricStat: { Metric, Period: 60, Stat },
      })),
      StartTime: new Date(start),
      EndTime: new Date(start + minute),
    });
    expect(results?.map(({ Values }) => Values?.map((value) => Math.round(value)))).toEqual([
      [9],
      [3],
      [1],
      [6],
      [3],
      [2],
    ]);
    expect(results?.[0]?.Timestamps).toEqual([new Date(start)]);
  });

  it("in CBOR, as today's AWS CLI and Python ask", async () => {
    const response = await binary("GetMetricStatistics", {
      Namespace: "AWS/SQS",
      MetricName: "Waiting",
      Dimensions: [{ Name: "QueueName", Value: "orders" }],
      StartTime: dateToTag(new Date(start)),
      EndTime: dateToTag(new Date(start + minute)),
      Period: 60,
      Statistics: ["Sum"],
    });
    expect(response.headers.get("smithy-protocol")).toBe("rpc-v2-cbor");
    expect(cbor.deserialize(new Uint8Array(await response.arrayBuffer()))).toEqual({
      Label: "Waiting",
      Datapoints: [{ Timestamp: { tag: 1, value: start / 1000, [tagSymbol]: true }, Sum: 9 }],
    });
  });

  it("in the Query protocol, as older ones ask", async () => {
    const response = await query({ Action: "ListDashboards", Version: "2010-08-01" });
    expect(await response.text()).toContain(`<LastModified>${new Date(start).toISOString()}</LastModified>`);
  });

  it("with an error in the protocol that it was asked in", async () => {
    await expect(client.getDashboard({ DashboardName: "none" })).rejects.toThrow("none does not exist");
    const inCbor = await binary("GetDashboard", { DashboardName: "none" });
    expect(inCbor.status).toBe(404);
    expect(cbor.deserialize(new Uint8Array(await inCbor.arrayBuffer()))).toMatchObject({
      __type: "com.amazonaws.cloudwatch#ResourceNotFound",
    });
    const inXml = await query({ Action: "GetDashboard", DashboardName: "none" });
    expect(await inXml.text()).toContain("<Code>ResourceNotFound</Code>");
  });

  it("nothing that it does not support", async () => {
    const response = await binary("PutMetricData", { Namespace: "Shop" });
    expect(response.status).toBe(501);
    const damaged = await post(
      "/service/GraniteServiceVersion20100801/operation/ListMetrics",
      { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
      new Uint8Array([0x61]),
    );
    expect(damaged.status).toBe(400);
  });

  it("which metrics there are, by name and dimension", async () => {
    const found = await client.listMetrics({ Namespace: "AWS/SQS", MetricName: "Waiting" });
    const [Name, Value] = ["QueueName", "orders"];
    expect(found.Metrics).toEqual([{ Namespace: "AWS/SQS", MetricName: "Waiting", Dimensions: [{ Name, Value }] }]);
    const other = await client.listMetrics({ Dimensions: [{ Name, Value: "email" }] });
    expect(other.Metrics).toEqual([]);
  });
});
