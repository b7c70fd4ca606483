import { type Finding, ok, problem } from "./finding.ts";

export interface SignedProbePorts {
  /** Posts a signed event that nobody handles. */
  readonly post: () => Promise<{ readonly eventId: string; readonly status: number }>;
  readonly isJournaled: (eventId: string) => Promise<boolean>;
  readonly pause: () => Promise<void>;
}

/** With the ports' pause about a minute: the branch's queue, the pipe and a cold start lie between. */
const looks = 30;

/** Sends one event the whole way into the archive's journal. */
export async function probeSigned({ post, isJournaled, pause }: SignedProbePorts): Promise<Finding> {
  const { eventId, status } = await post();
  if (status !== 200)
    return problem("signed probe", `the webhook returned ${String(status)} for ${eventId}`, "logs stripeWebhook");
  for (let look = 0; look < looks; look += 1) {
    if (await isJournaled(eventId)) return ok("signed probe", `${eventId} was accepted, archived and journaled`);
    await pause();
  }
  return problem("signed probe", `${eventId} was accepted, and is not in the journal`, "monitor --once; dlq archive");
}
