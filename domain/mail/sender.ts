/** A sender as people write it: `orders@shop.example`, or with a display name, `Blue Shop <orders@shop.example>`. */
export interface MailSender {
  readonly name?: string;
  readonly address: string;
}

const withName = /^\s*(?<name>[^<>]*?)\s*<\s*(?<address>[^<>\s]+)\s*>\s*$/u;

export function parseSender(text: string): MailSender {
  const { name = "", address = text.trim() } = withName.exec(text)?.groups ?? {};
  const plain = name.replace(/^"(.*)"$/u, "$1").trim();
  return plain === "" ? { address } : { name: plain, address };
}

/** As a header has it. SES takes ASCII only: another display name is encoded. */
export function senderHeader({ name, address }: MailSender): string {
  if (name === undefined) return address;
  const isPlain = /^[\x20-\x7e]+$/u.test(name);
  return `${isPlain ? `"${name.replaceAll(/["\\]/gu, "\\$&")}"` : encodedWords(name)} <${address}>`;
}

/** An encoded word has 75 characters at most, and no part of a character: 45 bytes of it in base64. */
const bytesInWord = 45;

/** @see https://www.rfc-editor.org/rfc/rfc2047 */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > bytesInWord) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word].map((each) => `=?UTF-8?B?${Buffer.from(each).toString("base64")}?=`).join(" ");
}
