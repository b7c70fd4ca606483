import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startBench, type Bench } from "./bench.ts";
import { missingDependencies } from "./missing-dependencies.ts";
import { orderOf } from "./order.ts";
import { secret } from "./provider/values.ts";
import type { Result } from "./pulumi.ts";
import { filesWith, type StateResource } from "./state.ts";

const secretVersion = "aws:secretsmanager/secretVersion:SecretVersion";
/** What an operator stores; it must not be readable in anything that Pulumi writes. */
const canary = "whsec_canary_4f1d0c8e00000000000000000";

/** Each must be there, and known, after `up`; the offline run's ready file has the same names. */
const outputNames = [
  "webhookUrl",
  "webhookDnsRecords",
  "mailDnsRecords",
  "topicArn",
  "consumers",
  "queueUrls",
  "deadLetterQueueUrls",
  "ordersTable",
  "partnerSource",
  "inventoryTable",
  "emailTable",
  "journalTable",
  "eventBusName",
  "archiveArn",
  "pipeName",
  "replayRuleArns",
  "rollout",
  "secretArn",
  "warehouseTopicArn",
  "alertTopicArn",
  "functionNames",
  "logGroupNames",
  "dashboardNames",
];

/** A {@link Bench} that is there once the tests run. */
export interface StackLife {
  bench(): Bench;
  state(): Promise<StateResource[]>;
  run(...args: string[]): Promise<Result>;
  /** @throws when the command fails */
  succeed(...args: string[]): Promise<void>;
}

/**
 * Registers the steps that every stack goes through under the real engine, from nothing to a second `up`;
 * how it ends is for the caller to add. A step needs those before it: when one fails, the rest is skipped.
 * @param stack the name of a stack with a `Pulumi.<stack>.yaml`
 */
export function liveThrough(stack: string): StackLife {
  let started: Bench | undefined;
  let failed: string | undefined;
  const bench = (): Bench => {
    if (started === undefined) throw new Error("the bench has not started");
    return started;
  };
  const life: StackLife = {
    bench,
    state: () => bench().state(),
    run: (...args) => bench().pulumi.run(args),
    succeed: (...args) => bench().pulumi.succeed(...args),
  };

  beforeAll(async () => {
    started = await startBench(stack);
  });
  afterAll(() => started?.close());
  beforeEach(({ skip, task, onTestFailed }) => {
    skip(failed !== undefined, `not reached after: ${failed}`);
    onTestFailed(() => {
      failed = task.name;
    });
  });

  it("is previewed, which creates nothing", async () => {
    await life.succeed("preview");
    expect(bench().cloud.changes).toEqual([]);
  });

  it("comes up, and creates only", async () => {
    await life.succeed("up", "--yes", "--skip-preview");
    expect(bench().cloud.changes.filter((change) => !change.startsWith("create "))).toEqual([]);
  });

  it("exports what the design names, all of it known", async () => {
    const root = (await life.state()).find((resource) => resource.type === "pulumi:pulumi:Stack");
    const outputs = root?.outputs ?? {};
    expect(Object.keys(outputs).toSorted()).toEqual(outputNames.toSorted());
    expect(JSON.stringify(outputs)).not.toMatch(/""|null|undefined|04da6b54-80e4-46f7-96ec-b56ff0331ba9/u);
  });

  it("makes every resource wait for all that it needs, so that no order is luck", async () => {
    expect(missingDependencies(bench().cloud, await life.state())).toEqual([]);
  });

  it("creates what admits, allows and records before what needs it", () => {
    const { tested, broken } = orderOf(bench().cloud);
    expect(tested).toEqual({
      "queue policy before subscription": 5,
      "queue policy before rule target": 4,
      "role's policy before mapping": 10,
      // The scheduled count is prod's alone.
      "log group before function": stack === "prod" ? 8 : 7,
    });
    expect(broken).toEqual([]);
  });

  it("keeps the secret's first version encrypted", async () => {
    expect(bench().cloud.ofType(secretVersion)).toHaveLength(1);
    expect(bench().cloud.secrets.size).toBeGreaterThan(0);
    for (const text of bench().cloud.secrets) expect(await filesWith(bench().project, text)).toEqual([]);
  });

  it("keeps the functions' code out of the state, which is written again at every step", async () => {
    const functions = (await life.state()).filter(({ type }) => type === "aws:lambda/function:Function");
    expect(functions.length).toBeGreaterThan(5);
    expect(functions.filter((resource) => JSON.stringify(resource).length > 20_000)).toEqual([]);
  });

  it("shows no change in a second preview", async () => {
    const changes = [...bench().cloud.changes];
    await life.succeed("preview", "--diff", "--expect-no-changes");
    expect(bench().cloud.changes).toEqual(changes);
  });

  it("shows no change after two refreshes, which take over what the cloud fills in", async () => {
    const changes = [...bench().cloud.changes];
    for (let times = 0; times < 2; times += 1) await life.succeed("refresh", "--yes", "--skip-preview");
    await life.succeed("preview", "--diff", "--expect-no-changes");
    expect(bench().cloud.changes).toEqual(changes);
  });

  it("takes over, and hides, the secret that an operator stored", async () => {
    const [version] = bench().cloud.ofType(secretVersion);
    if (version === undefined) throw new Error("the stack has no secret version");
    bench().cloud.meddle(version, { secretString: secret(JSON.stringify({ stripe_webhook_secret: canary })) });
    await life.succeed("refresh", "--yes", "--skip-preview");
    expect(await filesWith(bench().project, canary)).toEqual([]);
  });

  it("changes nothing in a second up, not even that secret", async () => {
    const changes = [...bench().cloud.changes];
    await life.succeed("up", "--yes", "--skip-preview", "--diff", "--expect-no-changes");
    expect(bench().cloud.changes).toEqual(changes);
    expect(JSON.stringify(bench().cloud.ofType(secretVersion))).toContain(canary);
    expect(await filesWith(bench().project, canary)).toEqual([]);
  });

  return life;
}
