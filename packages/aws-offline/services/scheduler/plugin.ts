import { accountId, arn } from "../../arn.ts";
import { asAwsError } from "../../gateway/aws-error.ts";
import type { ResourceGraph } from "../../graph/resource-graph.ts";
import type { Host, Plugin } from "../../plugin.ts";
import { plugin as iam } from "../iam/plugin.ts";
import type { Roles } from "../iam/roles.ts";
import { plugin as lambda } from "../lambda/plugin.ts";
import { invokedFunction } from "../lambda/declared.ts";
import { ProblemReporter } from "../lambda/runtime/problem-reporter.ts";
import { target as aliasOrFunction } from "../lambda/runtime/routing.ts";
import type { LambdaService } from "../lambda/runtime/types.ts";
import { scheduleType } from "./resources.ts";

const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Schedules have no API here. Each invokes its function for the first time one interval after the start. */
export const plugin: Plugin<object> = {
  start: () => ({}),
  async serve(_service, graph, host) {
    const ended = new AbortController();
    const { invoker } = await host.service(lambda);
    const running = schedulesOf(graph, await host.service(iam), host).map(async ({ every, run }) => {
      while (await passes(every, host, ended.signal)) await run(invoker);
    });
    return async () => {
      ended.abort();
      await Promise.all(running);
    };
  },
};

/** @returns whether the time passed before the end */
function passes(milliseconds: number, { clock }: Host, end: AbortSignal): Promise<boolean> {
  return clock.wait(milliseconds, end).then(
    () => true,
    () => false,
  );
}

/** @throws Error when a schedule's role cannot be taken on by it */
function schedulesOf(graph: ResourceGraph, roles: Roles, { region, gateway, clock, onProblem }: Host) {
  return graph.of(scheduleType).map(({ inputs: { name, scheduleExpression, target } }) => {
    const { roleArn } = target;
    const sourceArn = arn("scheduler", region, "schedule-group/default");
    roles.assume({ roleArn, service: "scheduler.amazonaws.com", sourceArn, accountId });
    const invoked = aliasOrFunction(invokedFunction(graph, target.arn));
    const problems = new ProblemReporter(name, clock, onProblem);
    const run = async (invoker: LambdaService): Promise<void> => {
      try {
        gateway.authorise(roleArn, "lambda:InvokeFunction", target.arn);
        await invoker.invoke(invoked, {});
        problems.solved("invoke");
      } catch (error) {
        problems.report("invoke", asAwsError(error));
      }
    };
    return { every: intervalOf(scheduleExpression), run };
  });
}

function intervalOf(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/u.exec(expression) ?? [];
  return Number(count) * units[unit as keyof typeof units];
}
