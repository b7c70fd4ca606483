import { escapeHtml, oneLine } from "./clean-text.ts";

/** What a mail says, before it becomes text or HTML. Every string may come from outside; both parts clean it. */
export interface MailContent {
  readonly subject: string;
  readonly customerName?: string | undefined;
  readonly paragraphs: readonly string[];
  readonly items: readonly { readonly name: string; readonly quantity: number }[];
  /** Label and value, for example "Total" and "$19.99". */
  readonly figures: readonly (readonly [label: string, value: string])[];
}

/** The three parts that SES is given. */
export interface ComposedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** As many lines as a Checkout session can have; the largest invoice has 250. */
const mostItems = 100;

const quantities = new Intl.NumberFormat("en-US", { maximumFractionDigits: 12 });

interface Item {
  readonly name: string;
  readonly quantity: string;
}

/** What both parts are written from: texts that are harmless. */
interface CleanContent extends Omit<MailContent, "items"> {
  readonly items: readonly Item[];
  /** How many items the mail does not name. */
  readonly unnamed: number;
}

/** Both parts say the same, line by line. */
export function compose(content: MailContent): ComposedMail {
  const clean: CleanContent = {
    subject: oneLine(content.subject),
    customerName: content.customerName === undefined ? undefined : oneLine(content.customerName, 100),
    paragraphs: content.paragraphs.map((paragraph) => oneLine(paragraph, 500)),
    items: content.items
      .slice(0, mostItems)
      .map(({ name, quantity }) => ({ name: oneLine(name), quantity: quantities.format(quantity) })),
    unnamed: Math.max(0, content.items.length - mostItems),
    figures: content.figures.map(([label, value]) => [oneLine(label), oneLine(value)]),
  };
  return { subject: clean.subject, text: textPart(clean), html: htmlPart(clean) };
}

function greeting({ customerName }: CleanContent): string {
  return customerName === undefined || customerName === "" ? "Hello," : `Hello ${customerName},`;
}

function furtherItems({ unnamed }: CleanContent): string[] {
  return unnamed === 0 ? [] : [`and ${quantities.format(unnamed)} more`];
}

function textPart(content: CleanContent): string {
  const items = [...content.items.map(({ name, quantity }) => `${quantity} x ${name}`), ...furtherItems(content)];
  const figures = content.figures.map(([label, value]) => `${label}: ${value}`);
  return [[greeting(content)], ...content.paragraphs.map((paragraph) => [paragraph]), items, figures]
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")
    .concat("\n");
}

const fontFamily = "font-family:Helvetica,Arial,sans-serif";
const cell = "padding:6px 0;border-bottom:1px solid #e3e8ee";

// Tables and inline styles, because mail clients drop style sheets; nothing is loaded from elsewhere.
function htmlPart(content: CleanContent): string {
  const rows = (pairs: readonly (readonly [string, string])[]): string =>
    pairs
      .map(
        ([left, right]) =>
          `<tr><td style="${cell}">${escapeHtml(left)}</td><td style="${cell};text-align:right">${escapeHtml(right)}</td></tr>\n`,
      )
      .join("");
  const table = (pairs: readonly (readonly [string, string])[]): string =>
    pairs.length === 0
      ? ""
      : `<table role="presentation" style="width:100%;border-collapse:collapse;margin:16px 0">\n${rows(pairs)}</table>\n`;
  const items = [
    ...content.items.map(({ name, quantity }): readonly [string, string] => [name, `× ${quantity}`]),
    ...furtherItems(content).map((text): readonly [string, string] => [text, ""]),
  ];
  const paragraphs = [greeting(content), ...content.paragraphs].map((paragraph) => `<p>${escapeHtml(paragraph)}</p>\n`);
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(content.subject)}</title></head>
<body style="margin:0;padding:24px;background:#f6f9fc;color:#1a1f36;${fontFamily};line-height:1.5">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff">
<h1 style="font-size:20px;margin:0 0 16px">${escapeHtml(content.subject)}</h1>
${paragraphs.join("")}${table(items)}${table(content.figures)}</div>
</body>
</html>
`;
}
