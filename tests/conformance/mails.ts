import * as v from "valibot";

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
}

/** LocalStack's page, which the offline run has too. */
const localstack = v.object({
  messages: v.array(v.object({ Subject: v.string(), Destination: v.object({ ToAddresses: v.array(v.string()) }) })),
});
const ministack = v.object({
  messages: v.record(v.string(), v.array(v.object({ Subject: v.string(), To: v.array(v.string()) }))),
});

const pages = {
  "/_aws/ses": (page: unknown) =>
    v.parse(localstack, page).messages.map((mail) => ({ to: mail.Destination.ToAddresses, subject: mail.Subject })),
  "/_ministack/ses/messages": (page: unknown) =>
    Object.values(v.parse(ministack, page).messages)
      .flat()
      .map((mail) => ({ to: mail.To, subject: mail.Subject })),
} as const;

/** The mails that an endpoint took, by the page on which it shows them; undefined where none is known. */
export async function readMails(endpoint: string): Promise<Mail[] | undefined> {
  for (const [path, read] of Object.entries(pages)) {
    const response = await fetch(`${endpoint}${path}`);
    if (response.ok) return read(await response.json());
  }
  return undefined;
}
