import type { DnsRecord } from "./dns-record.ts";

/**
 * Regions whose DKIM records lead to a domain of their own, `dkim.<region>.amazonses.com`.
 * @see https://docs.aws.amazon.com/general/latest/gr/ses.html#ses_dkim_domains
 */
const ownDkimDomains: ReadonlySet<string> = new Set([
  "af-south-1",
  "ap-northeast-3",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "il-central-1",
  "me-central-1",
  "us-gov-east-1",
]);

/** Where bounces go: a domain of its own, because its MX record leads to SES. */
export function mailFromOf(domain: string): string {
  return `mail.${domain}`;
}

/**
 * What makes mails from a domain pass DKIM, SPF and DMARC. The last only watches (`p=none`): a domain that has a DMARC
 * record keeps it.
 * @see https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export function mailDnsRecords(domain: string, dkimTokens: readonly string[], region: string): DnsRecord[] {
  const dkimDomain = ownDkimDomains.has(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";
  const mailFrom = mailFromOf(domain);
  return [
    ...dkimTokens.map((token): DnsRecord => {
      return { name: `${token}._domainkey.${domain}`, type: "CNAME", value: `${token}.${dkimDomain}` };
    }),
    { name: mailFrom, type: "MX", value: `10 feedback-smtp.${region}.amazonses.com` },
    { name: mailFrom, type: "TXT", value: '"v=spf1 include:amazonses.com ~all"' },
    { name: `_dmarc.${domain}`, type: "TXT", value: '"v=DMARC1; p=none;"' },
  ];
}
