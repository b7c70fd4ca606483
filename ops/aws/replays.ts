import { type EventBridge, ResourceAlreadyExistsException } from "@aws-sdk/client-eventbridge";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import type { Replay, ReplayService } from "../core/replay/replays.ts";

interface Described {
  readonly ReplayName?: string | undefined;
  readonly State?: string | undefined;
  readonly StateReason?: string | undefined;
  readonly EventStartTime?: Date | undefined;
  readonly EventEndTime?: Date | undefined;
  readonly EventLastReplayedTime?: Date | undefined;
  readonly ReplayStartTime?: Date | undefined;
  readonly ReplayEndTime?: Date | undefined;
}

export function replayService(
  client: EventBridge,
  { archiveArn: ownArchive, partnerSource }: Pick<StackOutputs, "archiveArn" | "partnerSource">,
): ReplayService {
  const archives: ReadonlySet<string | undefined> = new Set(
    partnerSource === undefined ? [ownArchive] : [ownArchive, partnerSource.archiveArn],
  );
  const busOf = async (archiveArn: string): Promise<string> => {
    const archiveName = archiveArn.slice(archiveArn.lastIndexOf("/") + 1);
    const { EventSourceArn: arn } = await client.describeArchive({ ArchiveName: archiveName });
    if (arn === undefined) throw new Error(`archive ${archiveName} has no source`);
    return arn;
  };
  return {
    async start({ name, archiveArn, window, ruleArns, description }) {
      const Arn = await busOf(archiveArn);
      try {
        await client.startReplay({
          ReplayName: name,
          Description: description,
          EventSourceArn: archiveArn,
          EventStartTime: new Date(window.from),
          EventEndTime: new Date(window.to),
          Destination: { Arn, FilterArns: [...ruleArns] },
        });
      } catch (error) {
        // The name belongs to this command alone: the response was lost, and the client has retried.
        if (!(error instanceof ResourceAlreadyExistsException)) throw error;
      }
    },
    async describe(name) {
      return read(await client.describeReplay({ ReplayName: name }));
    },
    async cancel(name) {
      await client.cancelReplay({ ReplayName: name });
    },
    async list() {
      const replays: Replay[] = [];
      let token: string | undefined;
      do {
        // The ten that may run at once are the account's, of whatever archive.
        const page = await client.listReplays(token === undefined ? {} : { NextToken: token });
        const found = page.Replays ?? [];
        replays.push(...found.map((one) => ({ ...read(one), isOurs: archives.has(one.EventSourceArn) })));
        token = page.NextToken;
      } while (token !== undefined);
      return replays;
    },
  };
}

function read(replay: Described): Replay {
  const time = (date: Date | undefined): number | undefined => date?.getTime();
  return {
    name: replay.ReplayName ?? "",
    state: replay.State ?? "",
    reason: replay.StateReason,
    from: time(replay.EventStartTime),
    to: time(replay.EventEndTime),
    lastReplayed: time(replay.EventLastReplayedTime),
    startedAt: time(replay.ReplayStartTime),
    endedAt: time(replay.ReplayEndTime),
    isOurs: true,
  };
}
