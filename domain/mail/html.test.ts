import { describe, expect, it } from "vitest";
import { composeMail } from "./compose.ts";
import { languages } from "./locale.ts";
import { sampleBrand, sampleMails } from "./sample-mails.ts";

/**
 * What Outlook on Windows (Word's layout), Gmail and Apple Mail show, by caniemail.com, as of November 2026: properties
 * with full support in all three, and those whose loss leaves the mail readable.
 */
const propertiesThatWork = new Set([
  "background-color",
  "border",
  "border-bottom",
  "color",
  "display",
  "font-family",
  "font-size",
  "font-weight",
  "line-height",
  // Word takes margins of paragraphs and headings; of tables it drops them.
  "margin",
  // Of cells; elsewhere Word drops it.
  "padding",
  "padding-left",
  // Word knows no greatest width: a table of a fixed width surrounds it for Word alone.
  "max-width",
]);
const elementsThatWork = new Set("html head meta title style body table tr th td h1 p strong br a img".split(" "));

const logoUrl = "https://shop.example/logo.png?a=1&b=2";
const mails = Object.entries(sampleMails).flatMap(([name, mail]) =>
  languages.flatMap((language) =>
    [sampleBrand, { ...sampleBrand, logoUrl }, { defaultLocale: language }].map(
      (brand, index) =>
        [`${name} in ${language}, brand ${index}`, composeMail({ ...mail, locales: [language] }, brand).html] as const,
    ),
  ),
);

describe.each(mails)("the HTML of %s", (_name, html) => {
  const tags = [...html.matchAll(/<(?<name>[a-z]\w*)(?<attributes>[^>]*)>/gu)].map(({ groups }) => ({
    name: groups?.["name"] ?? "",
    attributes: groups?.["attributes"] ?? "",
  }));
  const styles = tags.flatMap(({ name, attributes }) =>
    (/style="(?<style>[^"]*)"/u.exec(attributes)?.groups?.["style"] ?? "")
      .split(";")
      .filter((each) => each !== "")
      .map((each) => ({ name, property: each.split(":")[0] ?? "" })),
  );

  it("has only elements and properties that the mail programs show", () => {
    expect(tags.map(({ name }) => name).filter((name) => !elementsThatWork.has(name))).toEqual([]);
    expect(styles.map(({ property }) => property).filter((name) => !propertiesThatWork.has(name))).toEqual([]);
  });

  it("has padding in cells alone, and margins that Word takes where they count", () => {
    const padded = styles.filter(({ property }) => property.startsWith("padding")).map(({ name }) => name);
    expect(padded.filter((name) => !["td", "th", "body"].includes(name))).toEqual([]);
  });

  it("lays out with tables that say what they are, and that Word does not stretch", () => {
    for (const { attributes } of tags.filter(({ name }) => name === "table")) {
      expect(attributes).toMatch(/cellpadding="0" cellspacing="0" border="0"/u);
    }
    const unmarked = html
      .split(/<table /u)
      .slice(1)
      .filter((table) => !table.startsWith("role="));
    // A table of data has column headings.
    for (const table of unmarked) expect(table).toContain('<th scope="col"');
    expect(html).toContain('<!--[if mso]><table role="presentation" width="560"');
  });

  it("loads nothing but the logo, which has a text in its place", () => {
    const loaded = [...html.matchAll(/(?:src|background)="(?<url>[^"]*)"|url\(/gu)].map(
      ({ groups }) => groups?.["url"],
    );
    expect(loaded).toEqual(html.includes("<img") ? [logoUrl.replace("&", "&amp;")] : []);
    for (const { attributes } of tags.filter(({ name }) => name === "img"))
      expect(attributes).toMatch(/alt="Blue Shop" height="40"/u);
  });

  it("says that it has colours for the dark, and gives each text a colour and each ground too", () => {
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('<meta name="supported-color-schemes" content="light dark">');
    const texts = tags.map(({ attributes }) => attributes).filter((attributes) => attributes.includes("font-family"));
    for (const attributes of texts) expect(attributes).toMatch(/[^-]color:#/u);
    const coloured = tags.map(({ attributes }) => attributes).filter((attributes) => /[^-]color:#/u.test(attributes));
    for (const attributes of coloured.filter((each) => !each.startsWith(" src="))) {
      expect(attributes).toMatch(/class="(?:strong|soft)"/u);
    }
    for (const ground of ["page", "card"]) expect(html).toMatch(new RegExp(`class="${ground}" bgcolor="#`, "u"));
  });
});

it("is not cut by Gmail, which shows 102 KB, with a hundred items of long names", () => {
  const items = Array.from({ length: 250 }, () => ({ name: "Ở".repeat(200), quantity: 1, amount: 123_456 }));
  const total = { amount: 1, currency: "vnd" };
  const { html } = composeMail({ kind: "confirmation", reference: "r", items, total, locales: ["vi"] }, sampleBrand);
  expect(Buffer.byteLength(html)).toBeLessThan(102_000);
});
