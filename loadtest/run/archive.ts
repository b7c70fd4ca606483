import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { identityOf } from "../../domain/event/event.ts";
import { inspectionQueue } from "../../ops/aws/inspection.ts";
import { replayService } from "../../ops/aws/replays.ts";
import { checkRoom, watchReplay } from "../../ops/core/replay/replays.ts";
import { archiveWindow } from "../../ops/core/replay/window.ts";
import { OpsError } from "../../ops/errors.ts";
import type { Target } from "../../ops/target.ts";
import { fingerprint } from "../verify/outcome.ts";

const paces = {
  offline: { pause: 25, quiet: 250, receiveWaitSeconds: 0 },
  deployed: { pause: 5_000, quiet: 60_000, receiveWaitSeconds: 5 },
} as const;

/** Parallel readers: SQS returns ten messages at a time. */
const lanes = 4;

/**
 * Every copy of the events in the archive, as fingerprints by event id. EventBridge has no call to read an archive, so it
 * is replayed to the inspection rule alone, and the copies are taken out of its queue.
 * @param from epoch milliseconds @param isOurs of an event's id @param expected copies that are there at least
 */
export async function readCopies(
  target: Target,
  from: number,
  isOurs: (id: string) => boolean,
  expected: number,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<Map<string, string[]>> {
  const { clients, outputs } = target;
  const pace = target.offline === undefined ? paces.deployed : paces.offline;
  const queue = inspectionQueue(clients.sqs, outputs.queueUrls.inspection, pace.receiveWaitSeconds);
  const service = replayService(clients.events, outputs);
  if ((await queue.depth()) > 0) {
    throw new OpsError(
      "The inspection queue holds another command's copies: wait for its end, or discard them (ops replay --help)",
    );
  }
  await checkRoom(service);

  const copies = new Map<string, string[]>();
  let received = 0;
  let lastReceived = Date.now();
  const takeAll = async (): Promise<void> => {
    for (let messages = await queue.receive(); messages.length > 0; messages = await queue.receive()) {
      lastReceived = Date.now();
      for (const { body } of messages) {
        const event: unknown = JSON.parse(body);
        const { id } = identityOf(event);
        if (id === undefined || !isOurs(id)) continue;
        copies.set(id, [...(copies.get(id) ?? []), fingerprint(event)]);
        received += 1;
      }
      await queue.remove(messages);
      onProgress(received, expected);
    }
  };
  const drainQueue = async (): Promise<void> => void (await Promise.all(Array.from({ length: lanes }, takeAll)));

  const name = `loadtest-${randomBytes(6).toString("hex")}`;
  const now = Date.now();
  await service.start({
    name,
    description: "loadtest reads the archive",
    archiveArn: outputs.archiveArn,
    window: archiveWindow({ from, to: now }, now),
    ruleArns: [outputs.replayRuleArns.inspection],
  });
  await watchReplay(name, { service, signal, pause: () => delay(pace.pause), meanwhile: drainQueue });
  // EventBridge says COMPLETED when it has passed the events on, which is before the last of them is in the queue.
  do {
    await drainQueue();
    if (received >= expected && (await queue.depth()) === 0) return copies;
    await delay(pace.pause);
  } while (Date.now() - lastReceived < pace.quiet);
  return copies;
}
