import { en } from "./texts/en.ts";
import type { Texts } from "./texts/texts.ts";
import { vi } from "./texts/vi.ts";

/** The languages that mails are written in. */
export const catalogue = { en, vi } as const satisfies Readonly<Record<string, Texts>>;

export type Language = keyof typeof catalogue;

export const languages = Object.keys(catalogue).filter(isLanguage);

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(catalogue, tag);
}

/** What a mail is written in: a language of the catalogue, and how the buyer writes numbers and dates. */
export interface MailLocale {
  readonly language: Language;
  readonly texts: Texts;
  /** BCP 47, for Intl. */
  readonly tag: string;
}

/** The first of the buyer's languages that there are texts in, as the buyer's region writes it; else the shop's. */
export function mailLocale(preferred: readonly string[], defaultLanguage: Language): MailLocale {
  const chosen = preferred.find((tag) => isLanguage(languageOf(tag)) && isKnown(tag)) ?? defaultLanguage;
  const language = languageOf(chosen);
  return isLanguage(language)
    ? { language, texts: catalogue[language], tag: chosen }
    : { language: "en", texts: en, tag: "en" };
}

function languageOf(tag: string): string {
  return (tag.split("-")[0] ?? "").toLowerCase();
}

/** Intl throws for what is not a tag. */
function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
