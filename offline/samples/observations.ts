import { idOf } from "../../domain/event/event.ts";
import type { OfflineRun } from "../run.ts";
import type { Observations } from "./journey.ts";

export function observe({ operator, outputs, aws }: OfflineRun): Observations {
  const status = async (table: string, key: Record<string, string>, attribute: string): Promise<string | undefined> => {
    const value = (await operator.getItem(table, key))?.[attribute];
    return typeof value === "string" ? value : undefined;
  };
  return {
    async order(orderId, eventId) {
      const order = (await operator.getItem(outputs.ordersTable, { orderId })) ?? {};
      const { timeline } = order;
      const applied = Array.isArray(timeline) && JSON.stringify(timeline).includes(`"${eventId}"`);
      return applied ? String(order["status"]) : undefined;
    },
    async mail(orderKey, kind) {
      const state = await status(outputs.emailTable, { pk: `mail#${orderKey}#${kind}` }, "state");
      return state === "sent" ? state : undefined;
    },
    stock: (orderKey) => status(outputs.inventoryTable, { pk: `reservation#${orderKey}` }, "status"),
    archived: (eventId) => {
      const found = aws.events.archived(outputs.archiveArn).some(({ detail }) => idOf(detail["event"]) === eventId);
      return Promise.resolve(found ? "archived" : undefined);
    },
  };
}
