import { CodeDeployClient, ListDeploymentsCommand } from "@aws-sdk/client-codedeploy";
import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { publishVersion } from "../support/new-version.ts";
import { openShop } from "../support/opened.ts";
import { until } from "../support/until.ts";

const bought = samplePurchase({ kind: "payment", seed: "ops-rollout" });

// A quarter of an hour in a second and a half.
const { system, operator } = await openShop({
  config: { "order-processing-system:rollout": "canary" },
  timeScale: 600,
});

describe("rollout", () => {
  let functionName: string;
  beforeAll(async () => {
    functionName = system.run.outputs.rollout?.functions["orders"] ?? "";
  });

  const filesOf = (version: string) => system.run.lambda.definition(`${functionName}:${version}`)?.files ?? {};
  const live = async (): Promise<unknown> => {
    const { FunctionVersion, RoutingConfig } = await system.run.operator.call("lambda", "GetAlias", {
      FunctionName: functionName,
      Name: "live",
    });
    return [FunctionVersion, RoutingConfig];
  };

  it("has nothing to do where every newest version is live", async () => {
    expect(await operator.run(["rollout", "--yes"])).toMatchObject({ code: 3 });
  });

  it("plans what is new, moves it by a tenth and then whole, and the new version does the work", async () => {
    await publishVersion(system, functionName, filesOf("1"));
    const planned = await operator.run(["rollout"]);
    expect(planned.out).toMatch(/^orders +1 +2$/mu);
    expect(await live()).toEqual(["1", undefined]);
    let share: unknown;
    const watching = setInterval(() => void live().then((found) => (share = (found as unknown[])[1] ?? share)), 50);
    const { outcomes } = await operator.json(["rollout", "--yes"]);
    clearInterval(watching);
    expect(outcomes).toMatchObject([{ name: "orders", from: "1", to: "2", state: "live" }]);
    expect(share).toEqual({ AdditionalVersionWeights: { 2: 0.1 } });
    expect(await live()).toEqual(["2", undefined]);
    system.know(bought.objects);
    await system.send(bought.events.completed);
    await system.settled();
    expect(await system.order(bought.orderKey)).toMatchObject({ status: "paid" });
  });

  it("takes back what an alarm rings for, names it, and ends with 1; --all-at-once moves whatever rings", async () => {
    await publishVersion(system, functionName, {
      "index.js": "exports.handler = async () => { throw new Error('no'); }",
    });
    const over = new AbortController();
    const failing = (async () => {
      const invoked = { FunctionName: functionName, Qualifier: "3", Payload: { Records: [] } };
      while (!over.signal.aborted) await system.run.operator.call("lambda", "Invoke", invoked);
    })();
    const { code, out } = await operator.run(["rollout", "--yes"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^orders +2 +3 +rolled back/mu);
    expect(out.replaceAll(/\s+/gu, " ")).toMatch(/Activated alarms: <dev-orders-function-errors-\w+>/u);
    expect(await live()).toEqual(["2", undefined]);

    await publishVersion(system, functionName, filesOf("1"));
    const planned = async () => (await operator.run(["rollout"])).out.includes("dev-orders-function-errors");
    await until("the alarm to ring", planned);
    expect(await operator.run(["rollout", "--all-at-once", "--yes"])).toMatchObject({ code: 0 });
    expect(await live()).toEqual(["4", undefined]);
    over.abort();
    await failing;
  });

  it("refuses by name what the offline CodeDeploy does not do", async () => {
    const { endpoint } = system.run.aws.gateway;
    const { credentials } = system.run.operator;
    const client = new CodeDeployClient({ endpoint, region: "ap-southeast-1", credentials });
    await expect(client.send(new ListDeploymentsCommand({}))).rejects.toThrow(/codedeploy:ListDeployments/u);
  });
});
