import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { backordered, bought, refund } from "../purchases.ts";
import type { Session } from "../session.ts";

/** A day's purchases, and what an operator looks up of them. */
export async function looking(session: Session): Promise<void> {
  session.system.know([...bought.objects, ...refund.objects]);
  await session.post([...bought.story, ...refund.story, ...backordered.map(({ events }) => events.completed)]);
  await session.show("trace", { args: ["trace", bought.orderKey] });
  await session.show("orders", { args: ["orders", "--since", "2h"] });
  await session.show("order", { args: ["order", "show", bought.orderKey] });
  await session.show("logs", { args: ["logs", "--event", bought.events.completed.id, "--since", "1h"] });
}

export async function stocking(session: Session): Promise<void> {
  await writeFile(join(session.operator.folder, "stock.csv"), "sku,units\nLAMP,3\nMUG-RED,120\n");
  await session.show("stock", { args: ["stock", "list"] }, { args: ["stock", "set", "MUG-BLUE", "1200"] });
  await session.show("stock-import", { args: ["stock", "import", "stock.csv", "--yes"] });
  await session.show("stock-allocate", { args: ["stock", "allocate", "--yes"] });
}

export async function pausing(session: Session): Promise<void> {
  await session.show(
    "pause",
    { args: ["pause", "email", "--yes"] },
    { args: ["resume", "email", "--yes"], head: 0, tail: 6 },
  );
}

export async function forgetting(session: Session): Promise<void> {
  await session.show("forget", { args: ["forget", "--customer", bought.customer.id ?? "", "--yes"] });
}
