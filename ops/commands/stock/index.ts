import type { Command } from "commander";
import type { Run } from "../../work.ts";
import { allocateBackorders } from "./allocate.ts";
import { checkStock } from "./check.ts";
import { close } from "./close.ts";
import { listStock } from "./list.ts";
import { remove, rename } from "./rename.ts";
import { importStock, setOne } from "./set.ts";

export function registerStock(program: Command, run: Run): void {
  const stock = program.command("stock").description("list, set and check stock, and allocate it to backorders");
  stock
    .command("list", { isDefault: true })
    .allowExcessArguments()
    .option("--low <n>", "only SKUs with at most n units available, or with backorders")
    .description("list the units of each SKU: available, reserved, backordered")
    .action(({ low }: { low?: string }) => run((context) => listStock(context, low)));
  stock
    .command("set")
    .argument("<sku>", "the SKU as orders name it; an unknown one is added")
    .argument("<units>", "units available for sale from now on")
    .description("set the available units of a SKU")
    .action((sku: string, units: string) => run((context) => setOne(context, sku, units)));
  stock
    .command("import")
    .argument("<file.csv>", "lines of sku,units")
    .description("set the available units of many SKUs")
    .action((file: string) => run((context) => importStock(context, file)));
  stock
    .command("allocate")
    .description("allocate available units to backorders, oldest first, and notify the warehouse")
    .action(() => run(allocateBackorders));
  stock
    .command("close")
    .argument("<order>", "a backorder that was shipped by hand")
    .description("close a backorder without moving stock")
    .action((order: string) => run((context) => close(context, order)));
  stock
    .command("check")
    .description("recount what reservations hold; with --yes correct the rows that differ")
    .action(() => run(checkStock));
  stock
    .command("rename")
    .argument("<old>", "the SKU that orders and stock have now")
    .argument("<new>", "the SKU that they get; units of both are added where it has a row")
    .description("give a SKU another name, in stock, reservations and waiting orders")
    .action((from: string, to: string) => run((context) => rename(context, from, to)));
  stock
    .command("remove")
    .argument("<sku>", "a SKU that no reservation holds")
    .description("delete the row of a SKU")
    .action((sku: string) => run((context) => remove(context, sku)));
}
