/** A mail as SES's page of the offline run shows it. */
export interface TakenMail {
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly Body?: { readonly text_part?: string | null | undefined } | null | undefined;
}

/** The order's reference, as the mail's text shows it. */
export function referenceOf({ Body: body }: TakenMail): string {
  return /^Reference: (\S+)$/mu.exec(body?.text_part ?? "")?.[1] ?? "none";
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
