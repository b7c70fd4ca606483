import { escapeHtml } from "./clean-text.ts";
import type { Figure, MailContent } from "./content.ts";

/**
 * Rules of the mail programs, held by html.test.ts: tables and inline styles, because Outlook on Windows lays out as Word
 * does and others drop style sheets; what the style sheet adds, colours in the dark, may be lost. Nothing is loaded from
 * elsewhere but the shop's logo.
 */
const font = "font-family:Helvetica,Arial,sans-serif";
const body = `${font};font-size:16px;line-height:24px;color:#1a1f36`;
const small = `${font};font-size:14px;line-height:20px;color:#4f566b`;
const cell = `${font};font-size:14px;line-height:20px;color:#1a1f36;padding:8px 0;border-bottom:1px solid #e3e8ee`;
const headCell = `${font};font-size:14px;line-height:20px;color:#4f566b;font-weight:normal;padding:8px 0;border-bottom:1px solid #e3e8ee`;
const table = 'width="100%" cellpadding="0" cellspacing="0" border="0"';
const layout = `role="presentation" ${table}`;

/** Apple Mail and Outlook's apps look at it. Gmail turns light colours to dark ones on its own. */
const darkStyles = `:root{color-scheme:light dark}
@media (prefers-color-scheme:dark){
.page{background-color:#14161a!important}
.card{background-color:#1f2329!important}
.strong{color:#f1f3f5!important;border-color:#3a4048!important}
.soft{color:#b6bdc7!important;border-color:#3a4048!important}
}`;

/** Word knows no greatest width. */
const wordTable = (inner: string): string =>
  `<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
${inner}
<!--[if mso]></td></tr></table><![endif]-->`;

export function htmlPart(content: MailContent): string {
  const card = [
    header(content),
    `<h1 class="strong" style="${font};font-size:22px;line-height:28px;color:#1a1f36;margin:0 0 16px">${escapeHtml(content.title)}</h1>`,
    ...[content.greeting, ...content.paragraphs].map((text) => paragraph(text)),
    items(content),
    figures(content.amounts, true),
    figures(content.figures, false),
    address(content),
    support(content),
  ].filter((part) => part !== "");
  return `<!DOCTYPE html>
<html lang="${content.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(content.subject)}</title>
<style>${darkStyles}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f6f9fc">
<table ${layout} class="page" bgcolor="#f6f9fc" style="background-color:#f6f9fc"><tr><td align="center" style="padding:24px 12px">
${wordTable(`<table ${layout} class="card" bgcolor="#ffffff" style="max-width:560px;background-color:#ffffff"><tr><td align="left" style="padding:24px">
${card.join("\n")}
</td></tr></table>`)}
</td></tr></table>
</body>
</html>
`;
}

function header({ shopName, logoUrl }: MailContent): string {
  const name = escapeHtml(shopName ?? "");
  if (logoUrl !== undefined) {
    const style = `${body};display:block;border:0`;
    return `<img src="${escapeHtml(logoUrl)}" alt="${name}" height="40" style="${style}"><br>`;
  }
  return name === "" ? "" : `<p class="soft" style="${small};margin:0 0 16px"><strong>${name}</strong></p>`;
}

function paragraph(text: string): string {
  return `<p class="strong" style="${body};margin:0 0 16px">${escapeHtml(text)}</p>`;
}

function items({ items: lines, columns, furtherItems }: MailContent): string {
  if (lines.length === 0) return "";
  const isPriced = lines.some(({ amount }) => amount !== undefined);
  const rows = [
    row("th", [columns.item, columns.quantity, ...(isPriced ? [columns.price] : [])], "soft", headCell),
    ...lines.map(({ name, quantity, amount }) =>
      row("td", [name, quantity, ...(isPriced ? [amount ?? ""] : [])], "strong", cell),
    ),
    ...(furtherItems === undefined ? [] : [row("td", [furtherItems, "", ...(isPriced ? [""] : [])], "strong", cell)]),
  ];
  return `<table ${table} style="margin:0 0 8px">\n${rows.join("\n")}\n</table>`;
}

function row(tag: "th" | "td", texts: readonly string[], className: string, style: string): string {
  const cells = texts.map((text, index) => {
    const align = index === 0 ? "left" : "right";
    const scope = tag === "th" ? ' scope="col"' : "";
    const gap = index === 0 ? "" : ";padding-left:12px";
    return `<${tag}${scope} class="${className}" align="${align}" valign="top" style="${style}${gap}">${escapeHtml(text)}</${tag}>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

/** The last amount is what counts. */
function figures(all: readonly Figure[], lastCounts: boolean): string {
  if (all.length === 0) return "";
  const rows = all.map((figure, index) => {
    const isStrong = lastCounts && index === all.length - 1;
    return row("td", figure, "strong", isStrong ? `${cell};font-weight:bold` : cell);
  });
  return `<table ${layout} style="margin:0 0 16px">\n${rows.join("\n")}\n</table>`;
}

function address({ address: shown }: MailContent): string {
  if (shown === undefined) return "";
  const lines = [`<strong>${escapeHtml(shown.label)}</strong>`, ...shown.lines.map(escapeHtml)];
  return `<p class="soft" style="${small};margin:0 0 16px">${lines.join("<br>")}</p>`;
}

function support({ support: shown }: MailContent): string {
  if (shown === undefined) return "";
  const link =
    shown.url === undefined
      ? ""
      : ` <a href="${escapeHtml(shown.url)}" class="soft" style="color:#4f566b">${escapeHtml(shown.url)}</a>`;
  return `<p class="soft" style="${small};margin:0">${escapeHtml(shown.text)}${link}</p>`;
}
