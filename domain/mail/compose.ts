import type { Brand } from "./brand.ts";
import { contentOf, type Figure, type MailContent } from "./content.ts";
import { htmlPart } from "./html.ts";
import type { Mail } from "./mail.ts";

/** The three parts that SES is given. */
export interface ComposedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Both parts say the same, line by line. */
export function composeMail(mail: Mail, brand: Brand): ComposedMail {
  const content = contentOf(mail, brand);
  return { subject: content.subject, text: textPart(content), html: htmlPart(content) };
}

function textPart(content: MailContent): string {
  const items = content.items.map(({ name, quantity, amount }) =>
    [`${quantity} x ${name}`, ...(amount === undefined ? [] : [amount])].join(": "),
  );
  const figures = (all: readonly Figure[]): string[] => all.map(([label, value]) => `${label}: ${value}`);
  const { address, support, shopName } = content;
  return [
    [content.greeting],
    ...content.paragraphs.map((paragraph) => [paragraph]),
    [...items, ...(content.furtherItems === undefined ? [] : [content.furtherItems])],
    [...figures(content.amounts), ...figures(content.figures)],
    address === undefined ? [] : [`${address.label}:`, ...address.lines],
    support === undefined ? [] : [[support.text, support.url].filter((part) => part !== undefined).join(" ")],
    shopName === undefined ? [] : [shopName],
  ]
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")
    .concat("\n")
    .replaceAll(unbroken, " ");
}

/** Between an amount and its currency; in plain text a space is a space, for who searches or copies it. */
const unbroken = /[\u00A0\u202F]/gu;
