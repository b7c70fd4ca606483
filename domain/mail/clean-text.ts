import { cutText } from "../text.ts";

/**
 * Text that others wrote (a customer, a merchant's catalogue) as one harmless line: no control characters or line
 * breaks, which could end a header or forge a line of the text part, and none of the direction marks that make a text
 * read as another. Cut to `longest` UTF-16 units.
 */
export function oneLine(text: string, longest = 200): string {
  const line = text
    .replaceAll(/[\p{Cc}\u2028\u2029\ufffe\uffff]/gu, " ")
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]|\p{Cs}/gu, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
  return line.length <= longest ? line : `${cutText(line, longest - 1)}…`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for an HTML element's content or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
