import type { Passing } from "../../../domain/failure-causes.ts";
import { explain, remedy } from "./cause.ts";
import type { OpenedLetter } from "./survey.ts";

/** The dead letters of one branch with one cause. */
export interface CauseGroup {
  readonly branch: string;
  readonly cause: string;
  readonly count: number;
  readonly passes: Passing;
  readonly meaning: string;
  readonly whatToDo: string;
  /** The command of ops that ends it. */
  readonly command: string;
  /** ISO times of the first sending. */
  readonly oldest: string;
  readonly newest: string;
  /** How many of each Stripe event type. */
  readonly types: Readonly<Record<string, number>>;
  readonly example: { readonly subject: string; readonly messageId: string; readonly message: string };
}

/** Collects letters by cause, without keeping them. */
export class CauseGroups {
  readonly #groups = new Map<string, CauseGroup>();
  readonly #branch: string;

  constructor(branch: string) {
    this.#branch = branch;
  }

  add({ letter, content, cause }: OpenedLetter): void {
    const sent = new Date(letter.sentAt).toISOString();
    const group = this.#groups.get(cause.code);
    const type = content.type ?? "no event";
    const { passes, meaning, whatToDo } = explain(cause.code);
    this.#groups.set(cause.code, {
      branch: this.#branch,
      cause: cause.code,
      count: (group?.count ?? 0) + 1,
      passes,
      meaning,
      whatToDo,
      command: remedy(this.#branch, cause.code),
      oldest: group === undefined || sent < group.oldest ? sent : group.oldest,
      newest: group === undefined || sent > group.newest ? sent : group.newest,
      types: { ...group?.types, [type]: (group?.types[type] ?? 0) + 1 },
      example: group?.example ?? { subject: content.subject, messageId: letter.messageId, message: cause.message },
    });
  }

  /** The largest first. */
  list(): CauseGroup[] {
    return [...this.#groups.values()].toSorted((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1));
  }
}
