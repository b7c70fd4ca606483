import { parseSender } from "../../../domain/mail/sender.ts";
import { type Finding, judge, ok, problem, warning } from "./finding.ts";
import type { Observations } from "./observations.ts";

/** What SES gives an account in its sandbox. @see https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
const sandboxQuota = 200;
const nearQuota = 0.8;

export function checkMail(seen: Observations): readonly Finding[] {
  const { secret, settings } = seen;
  const sender = judge("sender", secret, ({ sesFromEmail: from }) => {
    if (from === undefined)
      return [
        problem(
          "sender",
          "the secret holds no ses_from_email: no mail goes out",
          "put the sender into the secret's ses_from_email",
        ),
      ];
    const set = settings?.sesFromEmail;
    if (set !== undefined && parseSender(set).address !== parseSender(from).address) {
      return [
        problem(
          "sender",
          `the secret says ${from}, the setting sesFromEmail ${set}: the functions may send as the latter only`,
          "put the same address in both: the secret by hand, or pulumi config set sesFromEmail and pulumi up",
        ),
      ];
    }
    return [ok("sender", from)];
  });
  return [...sender, ...judge("SES", seen.mail, (mail) => judgeSes(mail))];
}

function judgeSes(mail: Extract<Observations["mail"], { ok: unknown }>["ok"]): Finding[] {
  const { verification, sendingEnabled, sent24Hours, most24Hours } = mail;
  const findings: Finding[] = [];
  if (verification === undefined) {
    findings.push(
      problem(
        "SES identity",
        "SES does not know the sender in this Region",
        "pulumi up makes the identity of sesFromEmail; look at --region",
      ),
    );
  } else if (verification !== "Success") {
    findings.push(
      problem(
        "SES identity",
        `the sender is not verified: ${verification}`,
        "open SES's mail to the sender and follow its link (or set the domain's DNS records)",
      ),
    );
  } else findings.push(ok("SES identity", "the sender is verified"));
  if (!sendingEnabled) {
    findings.push(
      problem(
        "SES",
        "sending is switched off for this account",
        "see the reputation page of SES, then aws ses update-account-sending-enabled --enabled",
      ),
    );
  }
  const isSandbox = most24Hours >= 0 && most24Hours <= sandboxQuota;
  if (isSandbox) {
    findings.push(
      warning(
        "SES sandbox",
        `at most ${String(most24Hours)} mails a day, to verified addresses only`,
        "ask for production access: SES console, Account dashboard. Until then SES asks for ses:SendEmail on the identity of a verified recipient too, which the email-processor's role does not have: test with mail to the sender's own address",
      ),
    );
  }
  if (most24Hours > 0 && sent24Hours > nearQuota * most24Hours) {
    findings.push(
      warning(
        "SES quota",
        `${String(sent24Hours)} of ${String(most24Hours)} mails of 24 hours are sent`,
        "ask SES for a higher sending quota",
      ),
    );
  } else if (!isSandbox)
    findings.push(ok("SES quota", `${String(sent24Hours)} of ${String(most24Hours)} mails in 24 hours`));
  return findings;
}
