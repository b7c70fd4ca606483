/**
 * `npm run screenshots:emails`: writes a sheet of the mails per language, light and dark, to docs/images/.
 */
import { fileURLToPath } from "node:url";
import { escapeHtml } from "../../domain/mail/clean-text.ts";
import { composeMail } from "../../domain/mail/compose.ts";
import { languages } from "../../domain/mail/locale.ts";
import { sampleBrand, sampleMails } from "../../domain/mail/sample-mails.ts";
import { findChromium, howToGetChromium } from "./support/chromium.ts";
import { launchChromium } from "./support/visitor.ts";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
/** The other samples show what is easily got wrong, not another kind. */
const shown = Object.entries(sampleMails).filter(([name]) => !/-(?:yen|free|dinar|dong)$|^hostile$/u.test(name));
/** A purchase of the language's own country for the first of the sheet. */
const first = { en: "confirmation", vi: "confirmation-dong" } as const;

const chromium = findChromium();
if (chromium === undefined) throw new Error(`There is no Chromium here: ${howToGetChromium}`);
process.env["CHROMIUM"] = chromium;
const browser = await launchChromium();
try {
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ colorScheme, viewport: { width: 1240, height: 800 } });
    const page = await context.newPage();
    for (const language of languages) {
      const mails = shown.map(([name, mail]) =>
        name === "confirmation" ? (sampleMails[first[language]] ?? mail) : mail,
      );
      const frames = mails.map((mail) => {
        const { html } = composeMail({ ...mail, locales: [language] }, sampleBrand);
        return `<iframe srcdoc="${escapeHtml(html)}"></iframe>`;
      });
      // A frame has the page's colours for the dark only if the page has the same.
      const style = `:root{color-scheme:light dark}body{margin:0;columns:2;column-gap:8px}
        iframe{width:100%;border:0;break-inside:avoid;display:block;margin-bottom:8px}`;
      await page.setContent(`<!DOCTYPE html><style>${style}</style>${frames.join("")}`);
      await page.evaluate(
        "for (const frame of document.querySelectorAll('iframe')) frame.style.height = `${frame.contentDocument.documentElement.scrollHeight}px`",
      );
      const name = `mails-${language}${colorScheme === "dark" ? "-dark" : ""}`;
      await page.screenshot({ path: `${folder}${name}.png`, fullPage: true });
      console.log(`docs/images/${name}.png`);
    }
    await context.close();
  }
} finally {
  await browser.close();
}
