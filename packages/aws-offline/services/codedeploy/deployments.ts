import { randomBytes } from "node:crypto";
import { arn } from "../../arn.ts";
import type { Clock } from "../../clock.ts";
import { asAwsError, AwsError } from "../../gateway/aws-error.ts";
import type { Gateway, Output } from "../../gateway/types.ts";
import { isObject } from "../../input.ts";
import type { Move } from "./app-spec.ts";
import { configurations } from "./configurations.ts";

/** A deployment group as the program declares it. */
export interface Group {
  readonly application: string;
  readonly name: string;
  readonly roleArn: string;
  readonly configuration: string;
  readonly alarms: readonly string[];
  readonly rollsBackOn: ReadonlySet<string>;
}

export interface Deployment {
  readonly id: string;
  readonly group: Group;
  readonly configuration: string;
  readonly alarms: readonly string[];
  readonly move: Move;
  readonly creator: "user" | "codeDeployRollback";
  readonly createdAt: number;
  /** Of a rollback: what it takes back. */
  readonly triggeredBy?: string;
  status: "InProgress" | "Succeeded" | "Failed" | "Stopped";
  completedAt?: number;
  error?: { readonly code: string; readonly message: string };
  rollback?: string;
  readonly stop: AbortController;
}

type Start = Pick<Deployment, "group" | "configuration" | "alarms" | "move">;

/** CodeDeploy looks at alarms every few seconds. */
const pollMilliseconds = 5_000;
const shortestPause = 20;

/** Moves aliases from version to version, under the roles of the deployment groups. */
export class Deployments {
  readonly #all = new Map<string, Deployment>();
  readonly #running = new Set<Promise<void>>();
  readonly #parts: { readonly gateway: Gateway; readonly clock: Clock; readonly region: string };

  constructor(parts: { readonly gateway: Gateway; readonly clock: Clock; readonly region: string }) {
    this.#parts = parts;
  }

  find(id: string): Deployment {
    const found = this.#all.get(id);
    if (found !== undefined) return found;
    throw new AwsError("DeploymentDoesNotExistException", `The deployment ${id} could not be found`);
  }

  /** @throws AwsError while another deployment of the group is in progress */
  start(given: Start): Deployment {
    const { group } = given;
    const other = [...this.#all.values()].find((each) => each.group === group && each.status === "InProgress");
    if (other !== undefined) {
      const message = `The Deployment Group '${group.name}' already has an active Deployment '${other.id}'`;
      throw new AwsError("DeploymentLimitExceededException", message);
    }
    const deployment = this.#create(given, "user");
    const running = this.#run(deployment).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return deployment;
  }

  /** @param isRolledBack whatever the group says of a stop on request */
  stop(deployment: Deployment, isRolledBack: boolean): void {
    deployment.stop.abort({ code: "MANUAL_STOP", message: "The deployment was stopped manually.", isRolledBack });
  }

  async close(): Promise<void> {
    for (const deployment of this.#all.values()) deployment.stop.abort();
    await Promise.all(this.#running);
  }

  #create(given: Start, creator: Deployment["creator"], triggeredBy?: string): Deployment {
    const deployment: Deployment = {
      ...given,
      id: `d-${randomBytes(5).toString("hex").slice(0, 9).toUpperCase()}`,
      creator,
      createdAt: this.#parts.clock.now(),
      ...(triggeredBy === undefined ? {} : { triggeredBy }),
      status: "InProgress",
      stop: new AbortController(),
    };
    this.#all.set(deployment.id, deployment);
    return deployment;
  }

  /** Never rejects: what goes wrong is the deployment's. */
  async #run(deployment: Deployment): Promise<void> {
    const { move, configuration, group } = deployment;
    const { share = 0, milliseconds = 0 } = configurations.get(configuration) ?? {};
    try {
      await this.#checkAlias(deployment);
      if (share > 0) await this.#point(deployment, move.from, { [move.to]: share });
      await this.#watch(deployment, milliseconds);
      await this.#point(deployment, move.to, {});
      this.#end(deployment, "Succeeded");
    } catch (error) {
      const { signal } = deployment.stop;
      // The run has ended.
      if (signal.aborted && signal.reason instanceof Error) return;
      const ended = stopped(signal.aborted ? signal.reason : error);
      this.#end(deployment, ended.status, ended.error);
      if (ended.isRolledBack ?? group.rollsBackOn.has(ended.event)) await this.#rollBack(deployment);
    }
  }

  async #checkAlias({ move, group }: Deployment): Promise<void> {
    const { FunctionVersion } = await this.#call(group, "lambda", "GetAlias", {
      FunctionName: move.functionName,
      Name: move.alias,
    });
    if (FunctionVersion === move.from) return;
    const message = `The alias ${move.alias} is at version ${String(FunctionVersion)}, and the AppSpec names ${move.from} as current`;
    throw new AwsError("InvalidRevisionException", message);
  }

  /** @throws AlarmActive at the first alarm that rings, those that rang before included */
  async #watch({ alarms, group, stop }: Deployment, milliseconds: number): Promise<void> {
    const { clock } = this.#parts;
    const end = clock.now() + clock.real(milliseconds);
    const pause = Math.max(pollMilliseconds, shortestPause * clock.scale);
    do {
      if (alarms.length > 0) {
        const found = await this.#call(group, "cloudwatch", "DescribeAlarms", {
          AlarmNames: alarms,
          StateValue: "ALARM",
        });
        const ringing = Array.isArray(found["MetricAlarms"]) ? found["MetricAlarms"].filter(isObject) : [];
        if (ringing.length > 0) throw new AlarmActive(ringing.map((alarm) => String(alarm["AlarmName"])));
      }
      await clock.wait(Math.min(pause, milliseconds), stop.signal);
    } while (clock.now() < end);
  }

  async #rollBack(deployment: Deployment): Promise<void> {
    const { move, group } = deployment;
    const back = { group, configuration: "CodeDeployDefault.LambdaAllAtOnce", alarms: [], move };
    const rollback = this.#create(back, "codeDeployRollback", deployment.id);
    deployment.rollback = rollback.id;
    try {
      await this.#point(rollback, move.from, {});
      this.#end(rollback, "Succeeded");
    } catch (error) {
      this.#end(rollback, "Failed", stopped(error).error);
    }
  }

  async #point({ move, group }: Deployment, version: string, weights: Readonly<Record<string, number>>): Promise<void> {
    await this.#call(group, "lambda", "UpdateAlias", {
      FunctionName: move.functionName,
      Name: move.alias,
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: weights },
    });
  }

  #call({ roleArn }: Group, service: string, action: string, input: Output): Promise<Output> {
    return this.#parts.gateway.call(roleArn, service, action, input);
  }

  #end(deployment: Deployment, status: Deployment["status"], error?: Deployment["error"]): void {
    deployment.status = status;
    deployment.completedAt = this.#parts.clock.now();
    if (error !== undefined) deployment.error = error;
  }
}

export function groupArn(region: string, { application, name }: Pick<Group, "application" | "name">): string {
  return arn("codedeploy", region, `deploymentgroup:${application}/${name}`);
}

class AlarmActive extends Error {
  constructor(alarms: readonly string[]) {
    const what =
      "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped.";
    super(`${what} Activated alarms: <${alarms.join(", ")}>`);
  }
}

/** How a deployment ends that does not succeed, and by which of the group's events it is rolled back. */
function stopped(reason: unknown): {
  readonly status: "Stopped" | "Failed";
  readonly event: string;
  readonly error: { readonly code: string; readonly message: string };
  /** As whoever stopped it wants it; else as the group does. */
  readonly isRolledBack?: boolean;
} {
  if (isObject(reason) && reason["code"] === "MANUAL_STOP") {
    const { message, isRolledBack } = reason;
    const error = { code: "MANUAL_STOP", message: String(message) };
    return { status: "Stopped", event: "DEPLOYMENT_STOP_ON_REQUEST", error, isRolledBack: isRolledBack === true };
  }
  if (reason instanceof AlarmActive) {
    const error = { code: "ALARM_ACTIVE", message: reason.message };
    return { status: "Stopped", event: "DEPLOYMENT_STOP_ON_ALARM", error };
  }
  const { code, message } = asAwsError(reason);
  const known = code.startsWith("AccessDenied") ? "IAM_ROLE_PERMISSIONS" : "INVALID_LAMBDA_CONFIGURATION";
  return { status: "Failed", event: "DEPLOYMENT_FAILURE", error: { code: known, message } };
}
