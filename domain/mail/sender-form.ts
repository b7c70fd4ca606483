import { parseSender } from "./sender.ts";

export const longestName = 60;
const emailAddress = /^[^\s@"<>(),;:]+@[^\s@"<>(),;:]+\.[^\s@"<>(),;:]+$/u;

export function isEmailAddress(value: string): boolean {
  return emailAddress.test(value);
}

/** In a mail's header and its texts. */
export function isName(value: string): boolean {
  return value.length <= longestName && /^[^<>"@\p{Cc}]+$/u.test(value) && /\p{L}/u.test(value);
}

export const senderForm = "an e-mail address, or a name and <an e-mail address>";

export function isSender(value: string): boolean {
  const { name, address } = parseSender(value);
  return isEmailAddress(address) && (name === undefined || isName(name));
}
