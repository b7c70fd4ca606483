import type { Command } from "commander";
import { queueDepth } from "../aws/queues.ts";
import type { Run } from "../work.ts";
import { deadLetterSources } from "../branches.ts";
import type { Context } from "../context.ts";
import { planCleanup, type Cleanup, type StackResource } from "../core/cleanup.ts";
import { exitCodes, OpsError, type ExitCode } from "../errors.ts";
import { tableLines } from "../output/table.ts";
import { pulumi, pulumiLive } from "../pulumi.ts";
import { isProductionStack, type Target } from "../target.ts";

export function registerCleanup(program: Command, run: Run): void {
  program
    .command("cleanup")
    .description("show what pulumi destroy would delete and keep; with --yes destroy the stack (never prod)")
    .action(() => run(cleanup));
}

async function cleanup(context: Context): Promise<ExitCode> {
  const { stack } = context.options;
  if (stack === "offline") {
    const note = "The offline run keeps nothing: Ctrl-C ends it. Name a deployed stack with --stack NAME.";
    context.print({ stack, deleted: [] }, () => [note]);
    return exitCodes.nothing;
  }
  const plan = planCleanup(await pulumi(["stack", "export", "--stack", stack]));
  if (plan.deleted.length + plan.protected.length + plan.retained.length === 0) {
    context.print({ stack, ...plan }, () => [`Stack ${stack} has no resources.`]);
    return exitCodes.nothing;
  }
  if (context.options.yes && isProductionStack(stack)) {
    throw new OpsError(
      `Nothing was destroyed: ${stack} is production. pulumi destroy does it, after pulumi state unprotect`,
    );
  }
  const deadLetters = await countDeadLetters(context);
  const going = await context.mayChange({ stack, ...plan, deadLetters }, () => lines(stack, plan, deadLetters));
  if (!going) return exitCodes.done;
  if (plan.protected.length > 0) {
    throw new OpsError(
      `Nothing was destroyed: ${plan.protected.map(({ name }) => name).join(", ")} are protected (pulumi state unprotect)`,
    );
  }
  const code = await pulumiLive(["destroy", "--yes", "--stack", stack], context.options.profile);
  if (code !== 0)
    throw new OpsError(
      `pulumi destroy exited with ${String(code)}: the stack still holds what is left; run the command again`,
    );
  context.print({ stack, destroyed: plan.deleted.length, retained: plan.retained }, () => [
    "",
    `Stack ${stack} is destroyed.`,
  ]);
  return exitCodes.done;
}

/** Undefined for a stack whose first deployment did not finish: it has no outputs. */
async function countDeadLetters(context: Context): Promise<number | undefined> {
  let target: Target;
  try {
    target = await context.target();
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    context.note(`Dead letters are not counted: ${error.message}`);
    return undefined;
  }
  const { clients, outputs } = target;
  const depths = await Promise.all(
    deadLetterSources(outputs).map(({ deadLetterQueueUrl }) => queueDepth(clients.sqs, deadLetterQueueUrl)),
  );
  return depths.reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
}

function lines(stack: string, plan: Cleanup, deadLetters = 0): string[] {
  const section = (title: string, resources: readonly StackResource[]): string[] => {
    if (resources.length === 0) return [];
    const ordered = resources.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const rows = ordered.map(({ name, type }) => [name, type]);
    return [
      `${title} (${String(resources.length)})`,
      ...tableLines(["NAME", "TYPE"], rows).map((line) => `  ${line}`),
      "",
    ];
  };
  return [
    `pulumi destroy --stack ${stack}:`,
    "",
    ...section("PROTECTED: it refuses because of", plan.protected),
    ...section("STAYS in the account, forgotten by Pulumi", plan.retained),
    ...section("DELETED with all that is in it", plan.deleted),
    ...(deadLetters === 0 ? [] : [`${String(deadLetters)} dead letters would go with their queues: ops dlq`]),
    "Stripe's endpoint is not part of the stack: delete it in Stripe's dashboard (Webhooks), or Stripe keeps posting.",
  ];
}
