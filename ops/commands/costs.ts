import type { Command } from "commander";
import * as v from "valibot";
import type { Run } from "../work.ts";
import type { Context } from "../context.ts";
import { readCounts } from "../core/costs/counts.ts";
import { estimate } from "../core/costs/estimate.ts";
import { estimateLines } from "../core/costs/lines.ts";
import { isPricedRegion, pricedRegions, prices, pricesAsOf, unseenPrices } from "../core/costs/prices.ts";
import { exitCodes, UsageError, type ExitCode } from "../errors.ts";
import { tableLines } from "../output/table.ts";
import { costSettingNames, readCostSettings, readStackSettings } from "../stack-settings.ts";

interface CostOptions {
  readonly eventsPerMonth: string;
  readonly parcelsPerMonth: string;
  readonly config: readonly string[];
  readonly actual: boolean;
}

export function registerCosts(program: Command, run: Run): void {
  program
    .command("costs")
    .description(
      "estimate the stack's cost: counted calls times AWS's prices; needs only the settings, no deployed stack",
    )
    .option("--events-per-month <n>", "events that Stripe sends in a month", "1000000")
    .option("--parcels-per-month <n>", "parcels that the warehouse reports as shipped and delivered", "0")
    .option("--config <name=value>", "override a setting, as pulumi's option does; may be repeated", collect, [])
    .option("--actual", "show what AWS charged this month and last, by the stack's tags", false)
    .action((options: CostOptions) =>
      run((context) => (options.actual ? showActual(context) : showEstimate(context, options))),
    );
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

async function showEstimate(context: Context, options: CostOptions): Promise<ExitCode> {
  const eventsPerMonth = wholeNumber("--events-per-month", options.eventsPerMonth, 1);
  const parcelsPerMonth = wholeNumber("--parcels-per-month", options.parcelsPerMonth, 0);
  const { region: declared, ...settings } = await settingsWith(stageOf(context.options.stack), options.config);
  if (parcelsPerMonth > 0 && settings.warehouseInbox === false) {
    throw new UsageError("--parcels-per-month: the stack takes no warehouse messages (warehouseInbox: false)");
  }
  const region = context.options.region ?? declared;
  if (!isPricedRegion(region)) {
    throw new UsageError(`No prices for ${region}: give --region ${pricedRegions.join(" or --region ")}`);
  }
  const stage = stageOf(context.options.stack);
  if ((await readStackSettings(stage)) === undefined) {
    context.terminal.err(`No Pulumi.${stage}.yaml here: using the declared defaults.\n`);
  }
  const counts = await readCounts();
  const usage = { region, eventsPerMonth, parcelsPerMonth, settings };
  const few = estimate({ ...usage, batchSize: 1 }, counts);
  const full = estimate({ ...usage, batchSize: counts.batchSize }, counts);
  context.print(
    {
      region,
      pricesAsOf,
      eventsPerMonth,
      parcelsPerMonth,
      settings,
      counted: counts.measured,
      singly: few,
      fullBatches: full,
    },
    () => [
      `${settings.stage} in ${region}, ${eventsPerMonth.toLocaleString("en")} events${parcelsPerMonth === 0 ? "" : ` and ${parcelsPerMonth.toLocaleString("en")} parcels`} a month, US dollars a month, prices put together in ${pricesAsOf}:`,
      "",
      ...estimateLines(few, full),
      "",
      `Calls counted on ${counts.measured} (npm run bench:calls), per event of the mix that docs/cost.md states. Without`,
      `taxes and AWS's free allowances; recalled: ${String(unseenPrices(region))} of the ${String(Object.keys(prices).length)} prices; the others are from public copies of AWS's lists (docs/cost.md).`,
    ],
    "wide",
  );
  return exitCodes.done;
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new UsageError(`${option} is ${text}: give a whole number from ${String(least)}`);
}

async function settingsWith(
  stage: string,
  config: readonly string[],
): Promise<Awaited<ReturnType<typeof readCostSettings>>> {
  const given = config.map((text): [string, string] => {
    const [name = "", ...value] = text.split("=");
    if (!costSettingNames.includes(name) || value.length === 0) {
      throw new UsageError(`--config ${text}: give NAME=VALUE of ${costSettingNames.join(", ")}`);
    }
    return [name, value.join("=")];
  });
  try {
    return await readCostSettings(stage, Object.fromEntries(given));
  } catch (error) {
    if (!v.isValiError(error)) throw error;
    const [{ message }] = error.issues;
    throw new UsageError(`${v.getDotPath(error.issues[0]) ?? "a setting"}: ${message}`, { cause: error });
  }
}

async function showActual(context: Context): Promise<ExitCode> {
  const { stack } = context.options;
  if (stack === "offline") throw new UsageError("The offline run costs nothing: give --stack NAME with --actual");
  const { profile } = context.options;
  // Loaded when it is asked for: no other command needs its client.
  const { readActualCosts } = await import("../aws/actual-costs.ts");
  const months = await readActualCosts(stageOf(stack), context.now(), profile);
  context.print({ stack, months }, () =>
    months.flatMap(({ month, services, total }) => [
      `${month}:`,
      ...tableLines(
        ["SERVICE", "USD"],
        [...services.map(({ service, usd }) => [service, usd.toFixed(2)]), ["total", total.toFixed(2)]],
      ),
      "",
    ]),
  );
  return exitCodes.done;
}

/** The offline run has the settings of stack dev. */
function stageOf(stack: string): string {
  return stack === "offline" ? "dev" : (stack.split("/").at(-1) ?? stack);
}
