import { domainToASCII } from "node:url";

/** RFC 5321, 4.5.3.1: 64 octets before the @, 254 in the whole. */
const longestLocalPart = 64;
const longestAddress = 254;

const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainLabel = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/;
/** What a URL parser would cut at or decode, so that it could read another domain than the one written. */
const notInDomain = /[\p{Cc}\p{Cf}\p{Z}/\\?#:@[\]%<>|^,;"'()]/u;

/**
 * The address in the form that SES takes (an international domain in ASCII form), or undefined when it cannot be
 * written to: SES sends no local part beyond ASCII, and whatever holds a control character, a line break, a second
 * address or a display name is not a plain address.
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_Destination.html
 */
export function sendableAddress(address: string): string | undefined {
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || local.length > longestLocalPart || !localPart.test(local) || notInDomain.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const labels = ascii.split(".");
  const topLevel = labels.at(-1) ?? "";
  if (labels.length < 2 || !labels.every((label) => domainLabel.test(label)) || !/[A-Za-z]/.test(topLevel)) {
    return undefined;
  }
  const sendable = `${local}@${ascii}`;
  return sendable.length > longestAddress ? undefined : sendable;
}
