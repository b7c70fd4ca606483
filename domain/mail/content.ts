import type { Totals } from "../event/terms.ts";
import type { Brand } from "./brand.ts";
import { addressLines, greetingName } from "./buyers-text.ts";
import { oneLine } from "./clean-text.ts";
import { type MailLocale, mailLocale } from "./locale.ts";
import type { Mail, MailItem } from "./mail.ts";
import { formatAmount } from "../money.ts";
import { dateFormat, numberFormat } from "../formatters.ts";
import type { Texts, Wording } from "./texts/texts.ts";

/** Label and value, for example "Total" and "$19.99". */
export type Figure = readonly [label: string, value: string];

/** What both parts of a mail are written from: lines without anything that ends one or hides in it. */
export interface MailContent {
  readonly language: string;
  readonly subject: string;
  readonly title: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  readonly columns: Readonly<Record<"item" | "quantity" | "price", string>>;
  readonly items: readonly ItemLine[];
  /** How many items the mail does not name, in words. */
  readonly furtherItems: string | undefined;
  readonly amounts: readonly Figure[];
  readonly figures: readonly Figure[];
  readonly address: { readonly label: string; readonly lines: readonly string[] } | undefined;
  readonly shopName: string | undefined;
  readonly logoUrl: string | undefined;
  readonly support: { readonly text: string; readonly url?: string } | undefined;
}

interface ItemLine {
  readonly name: string;
  readonly quantity: string;
  readonly amount: string | undefined;
}

/** As many lines as a Checkout session can have; the largest invoice has 250. */
const mostItems = 100;
/** So that Gmail, which cuts what is above 102 KB, shows them all. */
const longestItem = 100;

export function contentOf(mail: Mail, { shopName, logoUrl, supportUrl, replyTo, defaultLocale }: Brand): MailContent {
  const locale = mailLocale(mail.locales ?? [], defaultLocale);
  const { texts, tag, language } = locale;
  const { wording, items, furtherItems, amounts, figures, shipTo } = matterOf(mail, locale);
  const lines = shipTo === undefined ? [] : addressLines(shipTo, tag);
  return {
    language,
    subject: shopName === undefined ? wording.subject : `${wording.subject} – ${shopName}`,
    title: wording.subject,
    greeting: texts.greeting(greetingName(mail.customerName)),
    paragraphs: wording.paragraphs,
    columns: texts,
    items,
    furtherItems,
    amounts,
    figures: [
      ...figures,
      ...(mail.date === undefined ? [] : [[texts.date, dateText(mail.date, tag)] as const]),
      [texts.reference, oneLine(mail.reference)],
    ],
    address: lines.length === 0 ? undefined : { label: texts.shipTo, lines },
    shopName,
    logoUrl,
    support: supportOf(texts, supportUrl, replyTo),
  };
}

interface Matter extends Pick<MailContent, "items" | "furtherItems" | "amounts" | "figures"> {
  readonly wording: Wording;
  readonly shipTo: Mail["shipTo"];
}

/** What kinds of mail differ in. */
function matterOf(mail: Mail, locale: MailLocale): Matter {
  const { texts, tag } = locale;
  const none = { items: [], furtherItems: undefined, amounts: [], figures: [], shipTo: undefined };
  if ("parcel" in mail) {
    const followed = [
      [texts.carrier, mail.carrier],
      [texts.tracking, mail.tracking],
    ] as const;
    const figures = followed.flatMap(([label, value]): Figure[] =>
      value === undefined ? [] : [[label, oneLine(value)]],
    );
    const items = mail.items.map((item) => itemLine(item, locale, String));
    return { ...none, wording: texts.mails[mail.kind], items, figures, shipTo: mail.shipTo };
  }
  const isRefund = "extent" in mail;
  const { amount, currency } = isRefund ? mail.refunded : mail.total;
  const money = (value: number): string => formatAmount(value, currency, tag);
  // A refund is of an amount: which items it is for, Stripe does not say.
  if (isRefund) {
    const wording = texts.mails[mail.kind][mail.extent];
    return { ...none, wording, amounts: [[wording.amount, money(amount)]] };
  }
  const wording = texts.mails[mail.kind];
  const { items, totals, shipTo } = mail;
  const further = items.length - mostItems;
  return {
    wording,
    items: items.slice(0, mostItems).map((item) => itemLine(item, locale, money)),
    furtherItems: further > 0 ? texts.furtherItems(quantityText(further, tag)) : undefined,
    amounts: [...partsOf(totals, texts, money), [wording.amount, money(amount)]],
    figures: totals?.taxIncluded === undefined ? [] : [[texts.taxIncluded, money(totals.taxIncluded)]],
    shipTo,
  };
}

function itemLine(
  { name, quantity, amount }: MailItem,
  { tag }: MailLocale,
  money: (value: number) => string,
): ItemLine {
  return {
    name: oneLine(name, longestItem),
    quantity: quantityText(quantity, tag),
    amount: amount === undefined ? undefined : money(amount),
  };
}

/** The parts of a total, where it has more than one. */
function partsOf(totals: Totals | undefined, texts: Texts, money: (value: number) => string): Figure[] {
  if (totals === undefined) return [];
  const { subtotal, discount, shipping, tax } = totals;
  const parts = [
    [texts.discount, discount === undefined ? undefined : -discount],
    [texts.shipping, shipping],
    [texts.tax, tax],
  ] as const;
  const shown = parts.flatMap(([label, value]): Figure[] => (value === undefined ? [] : [[label, money(value)]]));
  return shown.length === 0 ? [] : [[texts.subtotal, money(subtotal)], ...shown];
}

function supportOf(texts: Texts, supportUrl: string | undefined, replyTo: string | undefined): MailContent["support"] {
  if (supportUrl !== undefined) return { text: texts.support, url: supportUrl };
  return replyTo === undefined ? undefined : { text: texts.replies };
}

function quantityText(quantity: number, tag: string): string {
  return numberFormat(tag, { maximumFractionDigits: 12 }).format(quantity);
}

/** Of the day in UTC, said so: where the buyer is, Stripe does not say. */
function dateText(seconds: number, tag: string): string {
  const day = dateFormat(tag, { dateStyle: "long", timeZone: "UTC" }).format(seconds * 1000);
  return `${day} (UTC)`;
}
