import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { composeMail } from "../domain/mail/kinds.ts";
import { sampleMails } from "../domain/mail/sample-mails.ts";

/** Writes every kind of e-mail, each part a file, to the folder given as argument (default `.offline/emails`). */
const folder = process.argv[2] ?? join(".offline", "emails");
await mkdir(folder, { recursive: true });
for (const [name, mail] of Object.entries(sampleMails)) {
  const { subject, text, html } = composeMail(mail);
  await writeFile(join(folder, `${name}.txt`), `Subject: ${subject}\n\n${text}`);
  await writeFile(join(folder, `${name}.html`), html);
}
console.log(`${Object.keys(sampleMails).length} e-mails, text and HTML, are in ${folder}`);
