import { isEmailAddress } from "../domain/mail/sender-form.ts";
import { parseSender } from "../domain/mail/sender.ts";

const domain = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/u;

/** Written out: SNS and mail readers do not mend `https:host` and `HTTPS://` as a browser does. */
export function isHttpsUrl(value: string): boolean {
  return value.startsWith("https://") && URL.canParse(value) && !/[\s"<>]/u.test(value);
}

export function isNoticeEndpoint(value: string): boolean {
  return isEmailAddress(value) || isHttpsUrl(value);
}

export function isDomain(value: string): boolean {
  return domain.test(value);
}

/** Whether a domain's identity covers the sender: its own addresses, and those of domains under it. */
export function isSenderOf(sender: string, identity: string): boolean {
  const { address } = parseSender(sender);
  const own = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  return own === identity || own.endsWith(`.${identity}`);
}
