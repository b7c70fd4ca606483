import type { Command } from "commander";
import type { Run } from "../../work.ts";
import { allocateBackorders } from "./allocate.ts";
import { listStock } from "./list.ts";
import { importStock, setOne } from "./set.ts";

export function registerStock(program: Command, run: Run): void {
  const stock = program.command("stock").description("units that can be sold, and orders that wait for them");
  stock
    .command("list", { isDefault: true })
    .option("--low <n>", "SKUs with at most so many units available, or with backorders")
    .description("units of each SKU: available, reserved, waited for")
    .action(({ low }: { low?: string }) => run((context) => listStock(context, low)));
  stock
    .command("set")
    .argument("<sku>", "as orders name it; a new one gets a row")
    .argument("<units>", "how many can be sold from now on")
    .description("set the available units of a SKU")
    .action((sku: string, units: string) => run((context) => setOne(context, sku, units)));
  stock
    .command("import")
    .argument("<file.csv>", "lines of sku,units")
    .description("set the available units of many SKUs")
    .action((file: string) => run((context) => importStock(context, file)));
  stock
    .command("allocate")
    .description("give available units to backorders, the oldest first, and notify the warehouse")
    .action(() => run(allocateBackorders));
}
