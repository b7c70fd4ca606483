import { createServer } from "node:http";
import { CostExplorer } from "@aws-sdk/client-cost-explorer";
import { expect, it } from "vitest";
import { readActualCosts } from "./actual-costs.ts";

const cost = (service: string, amount: string) => ({
  Keys: [service],
  Metrics: { UnblendedCost: { Amount: amount, Unit: "USD" } },
});

it("asks Cost Explorer for two months of the stack's tag and puts the most expensive service first", async () => {
  let asked: unknown;
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      asked = JSON.parse(body);
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(
        JSON.stringify({
          ResultsByTime: [
            {
              TimePeriod: { Start: "2026-10-01", End: "2026-11-01" },
              Groups: [cost("Amazon SNS", "0.5"), cost("AWS Lambda", "1.25")],
            },
            { TimePeriod: { Start: "2026-11-01", End: "2026-11-26" }, Groups: [] },
          ],
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const client = new CostExplorer({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${String(port)}`,
    credentials: { accessKeyId: "AKIA", secretAccessKey: "secret" },
  });
  const months = await readActualCosts("prod", Date.parse("2026-11-25T12:00:00Z"), undefined, client);
  client.destroy();
  server.close();
  expect(asked).toMatchObject({
    TimePeriod: { Start: "2026-10-01", End: "2026-11-26" },
    Filter: { Tags: { Key: "stack", Values: ["prod"] } },
    GroupBy: [{ Type: "DIMENSION", Key: "SERVICE" }],
  });
  expect(months).toEqual([
    {
      month: "2026-10",
      total: 1.75,
      services: [
        { service: "AWS Lambda", usd: 1.25 },
        { service: "Amazon SNS", usd: 0.5 },
      ],
    },
    { month: "2026-11", total: 0, services: [] },
  ]);
});
