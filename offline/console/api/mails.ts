import type { ServerResponse } from "node:http";
import type { CapturedMail } from "../../../packages/aws-offline/services/ses/definition.ts";
import { fromTagValue, keyTag } from "../../../domain/mail/outcome.ts";
import { batchGet } from "../../../functions/shared/batch-get.ts";
import type { Target } from "../../../ops/target.ts";
import { HttpError } from "../http/respond.ts";

export interface MailLine {
  readonly id: string;
  /** ISO time. */
  readonly at: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** What SES reported of it afterwards. */
  readonly outcome?: string;
}

export interface Mail extends MailLine {
  readonly text: string | undefined;
  readonly hasHtml: boolean;
}

const mostMails = 200;

/** The latest first. */
export async function mailList(mails: readonly CapturedMail[], { clients, outputs }: Target): Promise<MailLine[]> {
  const latest = mails.slice(-mostMails).toReversed();
  const keys = latest.flatMap(({ Tags = {} }) => fromTagValue(Tags[keyTag]) ?? []);
  const entries = await batchGet(clients.documents, outputs.emailTable, "pk", [...new Set(keys)]);
  const reported = new Map(entries.map(({ sesMessageId, outcome }) => [String(sesMessageId), outcome]));
  return latest.map((mail) => {
    const outcome = reported.get(mail.Id);
    return { ...lineOf(mail), ...(typeof outcome === "string" ? { outcome } : {}) };
  });
}

export function mailOf(mails: readonly CapturedMail[], id: string): Mail {
  const mail = find(mails, id);
  return { ...lineOf(mail), text: mail.Body?.text_part, hasHtml: mail.Body?.html_part !== undefined };
}

/**
 * The HTML part as a document of its own, for a sandboxed frame: no script, no request to anywhere, no access to the page
 * around it, even when it is opened alone.
 */
export function sendMailDocument(response: ServerResponse, mails: readonly CapturedMail[], id: string): void {
  const html = find(mails, id).Body?.html_part;
  if (html === undefined) throw new HttpError(404, `Mail ${id} has no HTML part`);
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
    "cache-control": "no-store",
  });
  response.end(html);
}

function find(mails: readonly CapturedMail[], id: string): CapturedMail {
  const mail = mails.find(({ Id }) => Id === id);
  if (mail === undefined) throw new HttpError(404, `There is no mail ${id}`);
  return mail;
}

function lineOf({ Id: id, Timestamp: at, Source: from, Destination, Subject: subject = "" }: CapturedMail): MailLine {
  return { id, at, from, to: Destination.ToAddresses, subject };
}
