import type { OpenedLetter } from "./survey.ts";

/** One dead letter as `dlq list --all` shows it. */
export interface ListedLetter {
  readonly branch: string;
  readonly cause: string;
  readonly message: string;
  /** Of the event, or `message-<message id>`. */
  readonly subject: string;
  readonly type?: string;
  readonly messageId: string;
  /** ISO time of the first sending. */
  readonly sentAt: string;
  /** Which of how many letters of the same event in this queue. */
  readonly copy?: { readonly number: number; readonly of: number };
}

/** The oldest first, with letters of the same event in the same queue counted as copies. */
export function listed(branch: string, letters: readonly OpenedLetter[]): ListedLetter[] {
  const sorted = letters.toSorted((a, b) => a.letter.sentAt - b.letter.sentAt);
  const bySubject = Map.groupBy(sorted, ({ content }) => content.subject);
  return sorted.map((opened) => {
    const { letter, content, cause } = opened;
    const copies = bySubject.get(content.subject) ?? [];
    return {
      branch,
      cause: cause.code,
      message: cause.message,
      subject: content.subject,
      ...(content.type === undefined ? {} : { type: content.type }),
      messageId: letter.messageId,
      sentAt: new Date(letter.sentAt).toISOString(),
      ...(copies.length > 1 ? { copy: { number: copies.indexOf(opened) + 1, of: copies.length } } : {}),
    };
  });
}
