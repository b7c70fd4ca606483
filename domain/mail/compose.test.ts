import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { plainBrand } from "./brand.ts";
import { escapeHtml } from "./clean-text.ts";
import { composeMail as compose } from "./compose.ts";
import { mailKinds } from "./kinds.ts";
import { catalogue, languages } from "./locale.ts";
import type { Mail } from "./mail.ts";
import { sampleBrand, sampleMails } from "./sample-mails.ts";

const total = { amount: 100, currency: "usd" };
const composeMail = (mail: Mail) => compose(mail, plainBrand);
const variants = Object.entries(sampleMails).flatMap(([name, mail]) =>
  languages.map((language) => [name, language, { ...mail, locales: [language] }] as const),
);

describe("composeMail", () => {
  it.each(variants)("writes %s in %s", (_name, _language, mail) => {
    const { subject, text, html } = compose(mail, sampleBrand);
    expect(`Subject: ${subject}\n\n${text}\n${html}`).toMatchSnapshot();
  });

  it("has a sample of each kind", () => {
    expect(new Set(Object.values(sampleMails).map(({ kind }) => kind))).toEqual(new Set(Object.keys(mailKinds)));
  });

  it.each(variants)("says in HTML what it says in text: %s in %s", (_name, _language, mail) => {
    const { text, html } = compose(mail, sampleBrand);
    const shown = html.replaceAll(/<style>[^]*<\/style>|<!--[^]*?-->/gu, "").replaceAll(/<[^>]*>/gu, "\n");
    const words = (all: string): Set<string> => new Set(all.match(/[^\s:]+/gu)?.filter((word) => word !== "x"));
    const inHtml = words(shown);
    expect([...words(escapeHtml(text))].filter((word) => !inHtml.has(word))).toEqual([]);
  });

  it("is in the buyer's language where there are texts, else in the shop's", () => {
    const { confirmation: mail } = sampleMails;
    const subjectOf = (locales: string[], defaultLocale: "en" | "vi") =>
      mail && compose({ ...mail, locales }, { defaultLocale }).subject;
    const { en, vi } = { en: catalogue.en.mails.confirmation.subject, vi: catalogue.vi.mails.confirmation.subject };
    expect([subjectOf(["vi-VN"], "en"), subjectOf(["ja", "vi"], "en"), subjectOf(["ja"], "vi")]).toEqual([vi, vi, vi]);
    expect([subjectOf(["en-GB", "vi"], "vi"), subjectOf([], "en"), subjectOf(["no-such-tag-"], "en")]).toEqual([
      en,
      en,
      en,
    ]);
  });

  it("writes amounts, dates and countries as the buyer's region does", () => {
    const { text } = compose({ ...sampleMails["confirmation-dong"], locales: ["vi-VN"] } as Mail, sampleBrand);
    expect(text).toContain("Tổng cộng: 315.000 ₫\n");
    expect(text).toContain("2 tháng 11, 2026");
    expect(text).toContain("12/3 Lê Lợi, P. Bến Nghé, Q. 1\n700000 TP. HCM\nViệt Nam\n");
  });

  it("lets no text of others end a line, open a tag or hide characters", () => {
    const hostile = fc
      .array(
        fc.oneof(fc.constantFrom("\r\n", "\n", "\u2028", "\u202e", "<script>", '"', "'", "&", "\u0000"), fc.string()),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(hostile, hostile, hostile, (customerName, name, reference) => {
        const plain = composeMail({
          kind: "confirmation",
          total,
          reference: "r",
          customerName: "c",
          items: [{ name: "i", quantity: 1 }],
        });
        const mail = composeMail({
          kind: "confirmation",
          total,
          reference,
          customerName,
          items: [{ name, quantity: 1 }],
        });
        expect(mail.text.split("\n")).toHaveLength(plain.text.split("\n").length);
        expect(mail.html.match(/</g)).toHaveLength(plain.html.match(/</g)?.length ?? 0);
        expect(mail.html.match(/"/g)).toHaveLength(plain.html.match(/"/g)?.length ?? 0);
        expect(mail.subject + mail.text.replaceAll("\n", "") + mail.html.replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\u2028\u2029\u202a-\u202e]/u,
        );
      }),
    );
  });

  it("shows parts of a thing, and large numbers of it, as a person writes them", () => {
    const items = [
      { name: "Fabric, m", quantity: 2.75 },
      { name: "Tokens", quantity: 13_580_246_790 },
      { name: "Grain", quantity: 0.000000000001 },
    ];
    const { text, html } = composeMail({ kind: "receipt", total, reference: "r", items });
    expect(text).toContain("2.75 x Fabric, m\n13,580,246,790 x Tokens\n0.000000000001 x Grain\n");
    expect(html).toContain(">2.75<");
  });

  it("names 100 items and says how many more there are", () => {
    const items = Array.from({ length: 250 }, (_, index) => ({ name: `Service ${index}`, quantity: 1 }));
    const { text, html } = composeMail({ kind: "receipt", total, reference: "r", items });
    expect(text).toContain("1 x Service 99\nand 150 more\n\nAmount paid");
    expect(text).not.toContain("Service 100");
    expect(html).toContain(">and 150 more<");
    expect(composeMail({ kind: "receipt", total, reference: "r", items: items.slice(0, 100) }).text).not.toContain(
      "more",
    );
  });

  it("leads to help by its page, else by a reply, and names the shop by its logo", () => {
    const mail: Mail = { kind: "receipt", total, reference: "r", items: [] };
    const { replies, support } = catalogue.en;
    const brand = { defaultLocale: "en", replyTo: "help@shop.example" } as const;
    expect(composeMail(mail).text).not.toContain("question");
    expect(compose(mail, brand).text).toContain(`\n\n${replies}\n`);
    expect(compose(mail, brand).html).toContain(`>${replies}</p>`);
    const paged = compose(mail, { ...brand, supportUrl: "https://shop.example/help" });
    expect(paged.text).toContain(`\n\n${support} https://shop.example/help\n`);
    expect(paged.text).not.toContain(replies);
    const logo = { ...brand, shopName: "Blue & Shop", logoUrl: "https://shop.example/logo.png?a=1&b=2" };
    expect(compose(mail, logo).html).toMatch(
      /<img src="https:\/\/shop.example\/logo.png\?a=1&amp;b=2"[^>]* alt="Blue &amp; Shop"/u,
    );
  });

  it("cuts a name that is too long", () => {
    const { text } = composeMail({
      kind: "confirmation",
      total,
      reference: "r",
      items: [{ name: `${"a".repeat(98)}🫖🫖`, quantity: 1 }],
    });
    expect(text).toContain(`1 x ${"a".repeat(98)}…\n`);
  });
});
