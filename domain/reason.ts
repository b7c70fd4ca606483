import { cutText } from "./text.ts";

const longest = 300;

/** What a service may repeat of a customer, and what is shown in its place. */
const personal: readonly (readonly [pattern: RegExp, instead: string])[] = [
  // A display name with its address, then any other address, also one in an ARN.
  [/[^,;:<>]*<[^<>\s]*@[^<>\s]*>/gu, " (address)"],
  [/[^\s<>()[\]"'`,;]*@[^\s<>()[\]"'`,;]+/gu, "(address)"],
  // Quoted text of several words: a name, a street. A quoted identifier is not.
  [/(?<=^|[\s(:=])["'`“‘][^"'`”’]*\s[^"'`”’]*["'`”’]/gu, "(text)"],
  // A telephone number, but not the digits of an id or an ARN.
  [/(?<![\w:/.-])\+?\d[\d ()-]{5,}\d(?![\w:/.-])/gu, "(number)"],
];

/** A service's own words for a refusal, on one line, without what may be personal data. */
export function publicReason(text: string): string {
  const cleaned = personal.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), text);
  return cutText(cleaned.replaceAll(/\s+/gu, " ").trim(), longest);
}
