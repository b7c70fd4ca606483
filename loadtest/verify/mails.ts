/** A mail as SES's page of the offline run shows it. */
export interface TakenMail {
  readonly Tags?: Readonly<Record<string, string>> | undefined;
}

/** The key, without its account, of the order that a mail is about. */
export function referenceOf({ Tags: tags }: TakenMail): string {
  return tags?.["order"] ?? "none";
}

/** How many mails SES took, by `<reference> <kind>`. */
export function mailCounts(mails: readonly TakenMail[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const mail of mails) {
    const key = `${referenceOf(mail)} ${mail.Tags?.["kind"] ?? "none"}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
