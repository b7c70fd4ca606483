import type { ShippingAddress } from "../event/terms.ts";
import { oneLine } from "./clean-text.ts";

/**
 * Who pays nothing can have the shop write to anybody: what buyers enter must make no message. So a name is greeted only
 * if it is nothing but one, and an address is sent without anything that a mail program makes a link of.
 */
const longestName = 40;
const longestAddressLine = 100;

/** Letters of any script, and what separates the parts of a name; a dot only behind an initial or before a space. */
const nameOnly = /^[\p{L}\p{M} .,'’·&-]+$/u;
const domainLike = /\.\p{L}[\p{L}\p{M}]|\bwww\b/iu;

/** The name for a greeting; undefined for what has digits, symbols, anything like a domain, or more than 40 characters. */
export function greetingName(name: string | undefined): string | undefined {
  const line = oneLine(name ?? "", longestName + 1).normalize("NFKC");
  const isName = line.length <= longestName && nameOnly.test(line) && !domainLike.test(line) && /\p{L}/u.test(line);
  return isName ? line : undefined;
}

/** The address as it is written on a parcel, a line each. None where a part is an e-mail address or a URL. */
export function addressLines(address: ShippingAddress, language: string): readonly string[] {
  const { name, line1, line2, city, state, postalCode, country } = address;
  const place = [postalCode, city].filter((part) => part !== undefined).join(" ");
  const parts = [line1, line2, place, state, countryName(country, language)].map((part) => unlinked(part ?? ""));
  if (parts.some((part) => part === undefined)) return [];
  return [greetingName(name), ...parts].filter((part) => part !== undefined && part !== "").map(String);
}

/** `TP.HCM` becomes `TP. HCM`, and `sign-in.example` no link; undefined for what has more of one. */
function unlinked(text: string): string | undefined {
  const line = oneLine(text, longestAddressLine).normalize("NFKC");
  if (/@|[:\\]|\/\/|\bwww\b/iu.test(line)) return undefined;
  return line.replaceAll(/([.\u3002\u2024\uff61])(?=\S)/gu, "$1 ").trim();
}

/** Intl knows two letters as a country; whatever else a shop's own page wrote there is left as it is. */
function countryName(country: string | undefined, language: string): string | undefined {
  if (country === undefined || !/^[A-Z]{2}$/u.test(country)) return country;
  return new Intl.DisplayNames(language, { type: "region" }).of(country);
}
