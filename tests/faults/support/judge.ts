import { isObject } from "../../../packages/aws-offline/input.ts";
import type { Branch } from "./bench.ts";
import { lasts, type Recorded, type Failure } from "./calls.ts";
import type { Case } from "./cases.ts";
import type { Snapshot, World } from "./snapshot.ts";
import { inMailWindow, inNoticeWindow } from "./windows.ts";

/** What a branch is responsible for; all else must be as in the good run, whatever happens to it. */
const ownParts: Readonly<Record<Branch, readonly (keyof Snapshot)[]>> = {
  orders: ["orders"],
  email: ["mails", "ledger"],
  inventory: ["reservations", "stock", "notices"],
  archive: ["archived"],
};

export interface Judged {
  readonly call: Recorded;
  readonly failure: Failure;
  readonly one: Case;
  /** What comes of the same event when nothing fails. */
  readonly good: Snapshot;
}

/**
 * All is as in the good run; or the message is a dead letter with its cause in the journal, where the fault lasted or the
 * function cannot distinguish it from one that does. Never anything twice.
 */
export function judge({ call, failure, one, good }: Judged, branch: Branch, world: World, isDead: boolean): string[] {
  const actual = world.snapshot(one);
  const differing = differingParts(actual, good);
  const [own, foreign] = [true, false].map((isOwn) =>
    differing.filter((part) => ownParts[branch].includes(part) === isOwn),
  );
  const isWindow = branch === "email" && inMailWindow(call, failure);
  const cause = causeOf(world, one, branch);
  return [
    ...(foreign ?? []).map((part) => `${part} differ though another branch failed`),
    ...(isDead ? [] : (own ?? []).map((part) => `${part} differ: ${difference(actual[part], good[part])}`)),
    ...(isDead && !lasts(failure) && !isWindow ? [`a dead letter (${String(cause)})`] : []),
    // The journal cannot say why it was not written: the archive's cause is in the enricher's log.
    ...(isDead && branch !== "archive" && !writesJournal(call) && cause === undefined
      ? ["a dead letter without a cause in the journal"]
      : []),
    ...(isDead && isWindow && !lasts(failure) && cause !== "outcome-unknown" ? [`the cause is ${String(cause)}`] : []),
    ...doubles(one, good, world, branch === "inventory" && inNoticeWindow(call, failure)),
  ];
}

/** After the cause is gone and the dead letter was redriven; what may have been sent stays with a person. */
export function judgeRedriven(
  { call, failure, one, good }: Judged,
  branch: Branch,
  world: World,
  isDead: boolean,
): string[] {
  const differing = differingParts(world.snapshot(one), good);
  if (branch === "email" && inMailWindow(call, failure)) {
    const isSettled = isDead === differing.includes("ledger");
    return [...(isSettled ? [] : ["neither settled nor with a person"]), ...doubles(one, good, world, false)];
  }
  return [
    ...(isDead ? ["a dead letter again"] : []),
    ...differing.map((part) => `${part} differ`),
    ...doubles(one, good, world, branch === "inventory" && inNoticeWindow(call, failure)),
  ];
}

/** Accepted, and all is as in the good run; or never accepted, so that Stripe keeps the event. */
export function judgeWebhook({ failure, one, good }: Judged, world: World, statuses: readonly number[]): string[] {
  const isAccepted = statuses.at(-1) === 200;
  const differing = differingParts(world.snapshot(one), good);
  const double = doubles(one, good, world, false);
  if (!lasts(failure)) {
    return [
      ...(isAccepted ? [] : [`status ${statuses.join()}`]),
      ...differing.map((part) => `${part} differ`),
      ...double,
    ];
  }
  const isPublished = !differing.includes("archived");
  return [
    ...(statuses.every((status) => status >= 500) ? [] : [`status ${statuses.join()}`]),
    ...(isPublished === (failure === "error for ever") ? [`published: ${String(isPublished)}`] : []),
    ...double,
  ];
}

function doubles(one: Case, { mails }: Snapshot, world: World, mayRepeatNotices: boolean): string[] {
  const most = Array.isArray(mails) ? mails.length : 0;
  const repeated = [...world.noticeCounts(one).values()].some((count) => count > 1);
  return [
    ...(world.mailCount(one) > most ? ["a mail too many"] : []),
    ...(repeated && !mayRepeatNotices ? ["a notice came twice"] : []),
  ];
}

function differingParts(actual: Snapshot, good: Snapshot): (keyof Snapshot)[] {
  const parts = Object.keys(good) as (keyof Snapshot)[];
  return parts.filter((part) => JSON.stringify(actual[part]) !== JSON.stringify(good[part]));
}

/** The first place at which two texts part. */
function difference(actual: unknown, good: unknown): string {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(good)];
  let start = 0;
  while (start < is.length && is[start] === should[start]) start += 1;
  const from = Math.max(0, start - 60);
  return `${is.slice(from, start + 100)} instead of ${should.slice(from, start + 100)}`;
}

/** Where such writes fail for ever, the cause cannot be written either. */
function writesJournal(call: Recorded): boolean {
  return call.to === "aws" && call.action === "UpdateItem" && call.resource === "journal-table";
}

function causeOf(world: World, { event }: Case, branch: Branch): unknown {
  const failure = world.journal(event.id)?.[`failure_${branch}`];
  return isObject(failure) ? failure["causeCode"] : undefined;
}
