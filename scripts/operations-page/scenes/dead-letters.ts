import { exitCodes } from "../../../ops/errors.ts";
import { until } from "../../../tests/support/until.ts";
import { broken } from "../purchases.ts";
import type { Session } from "../session.ts";

/** Three purchases that no consumer can read. */
export async function failing(session: Session): Promise<void> {
  const { system } = session;
  await session.post(broken);
  await until("the dead letters", async () => {
    const depths = Object.keys(system.run.outputs.consumers).map((consumer) =>
      system.depth(`${consumer}-dead-letter-queue`),
    );
    return (await Promise.all(depths)).every((depth) => depth === broken.length);
  });
  await system.deadLettersAlarm("inventory");
  const [first] = broken;
  await session.show("why", { args: ["why"], head: 9, tail: 2, ends: exitCodes.failed });
  await session.show("monitor", { args: ["monitor", "--once"] });
  await session.show("dlq", { args: ["dlq"] });
  await session.show("dlq-show", { args: ["dlq", "show", first?.id ?? ""], head: 12 });
  await session.show("trace-failed", { args: ["trace", first?.id ?? ""] });
  await session.show("replay-failing", { args: ["replay", "--from", "1h"] });
  await session.show("dlq-redrive", { args: ["dlq", "redrive", "orders"] });
  await session.show("dlq-redrive-some", {
    args: ["dlq", "redrive", "orders", "--cause", "invalid-event", "--limit", "1", "--yes"],
  });
  await session.show("dlq-purge", { args: ["dlq", "purge", "email", "--yes", "--count", String(broken.length)] });
}
