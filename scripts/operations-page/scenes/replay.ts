import { holdDeliveries } from "../../../tests/support/interruptions.ts";
import { until } from "../../../tests/support/until.ts";
import type { Session } from "../session.ts";

/** The orders table is lost, and rebuilt from the archive. */
export async function replaying(session: Session): Promise<void> {
  const { system } = session;
  const { operator, outputs } = system.run;
  for (const { orderId } of await system.orders()) {
    const Key = { orderId: { S: String(orderId) } };
    await operator.call("dynamodb", "DeleteItem", { TableName: outputs.ordersTable, Key });
  }
  const lost = ["replay", "--from", "1h", "--only", "orders"];
  await session.show("replay-plan", { args: lost });
  await session.show("replay", { args: [...lost, "--yes"], head: 0, tail: 4 });
  await session.show("replay-export", { args: ["replay", "export", "events.jsonl", "--from", "1h"] });
}

export async function cancelling(session: Session): Promise<void> {
  const release = holdDeliveries(session.system);
  const running = session.operator.run(["replay", "--from", "1h", "--yes"]);
  const name = await until("a replay that runs", async () => {
    const { replays } = await session.operator.json(["replay", "list"]);
    return (replays as { name: string; state: string }[]).find(({ state }) => state === "RUNNING")?.name;
  });
  await session.show("replay-cancel", { args: ["replay", "list"] }, { args: ["replay", "cancel", name, "--yes"] });
  release();
  await running;
  await session.system.settled();
}
