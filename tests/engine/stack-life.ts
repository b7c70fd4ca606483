import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { repository } from "../../scripts/run-command.ts";
import { copyProject, type Project } from "./project.ts";
import { Cloud } from "./provider/cloud.ts";
import { refusals } from "./provider/rules.ts";
import { serve } from "./provider/server.ts";
import { secret } from "./provider/values.ts";
import { Pulumi, type Result } from "./pulumi.ts";
import { filesWith, prerequisites, readState, type StateResource } from "./state.ts";

const secretVersion = "aws:secretsmanager/secretVersion:SecretVersion";
/** What an operator stores; it must not be readable in anything that Pulumi writes. */
const canary = "whsec_canary_4f1d0c8e";

/** Each must be there, and known, after `up`; the offline run's ready file has the same names. */
const outputNames = [
  "webhookUrl",
  "topicArn",
  "queueUrls",
  "deadLetterQueueUrls",
  "ordersTable",
  "inventoryTable",
  "emailTable",
  "journalTable",
  "eventBusName",
  "archiveArn",
  "replayRuleArns",
  "secretArn",
  "warehouseTopicArn",
  "alertTopicArn",
  "functionNames",
  "dashboardNames",
];

/** One stack, the cloud that it lives in and the CLI that moves it. */
export interface StackLife {
  readonly cloud: Cloud;
  /** The stack's state, secrets encrypted. */
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
  const cloud = new Cloud();
  let project: Project;
  let pulumi: Pulumi;
  let failed: string | undefined;
  const cleanups: (() => void | Promise<void>)[] = [];
  const life: StackLife = {
    cloud,
    state: () => readState(project, stack),
    run: (...args) => pulumi.run(args),
    succeed: (...args) => pulumi.succeed(...args),
  };

  beforeAll(async () => {
    const server = await serve(cloud);
    cleanups.push(() => server.close());
    project = await copyProject(process.env["ENGINE_TEST_PROJECT"] ?? repository);
    cleanups.push(() => project.remove());
    pulumi = new Pulumi(project, server.port);
    await life.succeed("stack", "init", stack);
  });
  afterAll(async () => {
    for (const clean of cleanups.toReversed()) await clean();
  });
  beforeEach(({ skip, task, onTestFailed }) => {
    skip(failed !== undefined, `not reached after: ${failed}`);
    onTestFailed(() => {
      failed = task.name;
    });
  });

  it("is previewed, which creates nothing", async () => {
    await life.succeed("preview");
    expect(cloud.changes).toEqual([]);
  });

  it("comes up, and creates only", async () => {
    await life.succeed("up", "--yes", "--skip-preview");
    expect(cloud.changes.filter((change) => !change.startsWith("create "))).toEqual([]);
  });

  it("exports what the design names, all of it known", async () => {
    const root = (await life.state()).find((resource) => resource.type === "pulumi:pulumi:Stack");
    const outputs = root?.outputs ?? {};
    expect(Object.keys(outputs).toSorted()).toEqual(outputNames.toSorted());
    expect(JSON.stringify(outputs)).not.toMatch(/""|null|undefined|04da6b54-80e4-46f7-96ec-b56ff0331ba9/u);
  });

  it("makes every resource wait for all that it needs, so that no order is luck", async () => {
    const state = await life.state();
    const hasty = [...cloud.resources.values()].flatMap((resource) => {
      const awaited = prerequisites(resource.urn, state);
      const before = [...cloud.resources.values()].filter((other) => awaited.has(other.urn));
      return refusals(resource, before).map((reason) => `${resource.urn}: ${reason}`);
    });
    expect(hasty).toEqual([]);
  });

  it("keeps the secret's first version encrypted", async () => {
    expect(cloud.ofType(secretVersion)).toHaveLength(1);
    expect(cloud.secrets.size).toBeGreaterThan(0);
    for (const text of cloud.secrets) expect(await filesWith(project, text)).toEqual([]);
  });

  it("keeps the functions' code out of the state, which is written anew at every step", async () => {
    const large = (await life.state()).filter((resource) => JSON.stringify(resource).length > 100_000);
    expect(large.map((resource) => resource.urn)).toEqual([]);
  });

  it("shows no change in a second preview", async () => {
    const changes = [...cloud.changes];
    await life.succeed("preview", "--diff", "--expect-no-changes");
    expect(cloud.changes).toEqual(changes);
  });

  it("takes over, and hides, the secret that an operator stored", async () => {
    const [version] = cloud.ofType(secretVersion);
    if (version === undefined) throw new Error("the stack has no secret version");
    cloud.meddle(version, { secretString: secret(JSON.stringify({ stripe_webhook_secret: canary })) });
    await life.succeed("refresh", "--yes", "--skip-preview");
    expect(await filesWith(project, canary)).toEqual([]);
  });

  it("changes nothing in a second up, not even that secret", async () => {
    const changes = [...cloud.changes];
    await life.succeed("up", "--yes", "--skip-preview", "--diff", "--expect-no-changes");
    expect(cloud.changes).toEqual(changes);
    expect(JSON.stringify(cloud.ofType(secretVersion))).toContain(canary);
    expect(await filesWith(project, canary)).toEqual([]);
  });

  return life;
}
