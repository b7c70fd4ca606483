import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { composeMail } from "../domain/mail/compose.ts";
import { languages } from "../domain/mail/locale.ts";
import { sampleBrand, sampleMails } from "../domain/mail/sample-mails.ts";

/** Writes every kind of e-mail in every language, each part a file, to the folder given as argument (default `.offline/emails`). */
const {
  positionals: [folder = join(".offline", "emails")],
} = parseArgs({ allowPositionals: true });
await mkdir(folder, { recursive: true });
const names = Object.entries(sampleMails).flatMap(([name, mail]) =>
  languages.map((language) => ({ name: `${name}.${language}`, mail: { ...mail, locales: [language] } })),
);
for (const { name, mail } of names) {
  const { subject, text, html } = composeMail(mail, sampleBrand);
  await writeFile(join(folder, `${name}.txt`), `Subject: ${subject}\n\n${text}`);
  await writeFile(join(folder, `${name}.html`), html);
}
console.log(`${names.length} e-mails, text and HTML, are in ${folder}`);
