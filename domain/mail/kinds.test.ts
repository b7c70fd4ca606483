import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { escapeHtml } from "./clean-text.ts";
import { composeMail, mailKinds } from "./kinds.ts";
import { sampleMails } from "./sample-mails.ts";

const total = { amount: 100, currency: "usd" };

describe("composeMail", () => {
  it.each(Object.entries(sampleMails))("writes %s", (_, mail) => {
    const { subject, text, html } = composeMail(mail);
    expect(`Subject: ${subject}\n\n${text}\n${html}`).toMatchSnapshot();
  });

  it("has a sample of each kind", () => {
    expect(new Set(Object.values(sampleMails).map(({ kind }) => kind))).toEqual(new Set(Object.keys(mailKinds)));
  });

  it("says in HTML what it says in text", () => {
    for (const mail of Object.values(sampleMails)) {
      const { text, html } = composeMail(mail);
      const shown = escapeHtml(text)
        .split("\n")
        .filter((line) => line !== "");
      for (const line of shown) {
        const [, quantity, name] = /^(\d+) x (.*)$/.exec(line) ?? [];
        const [, label, value] = /^(Total|Amount \w+|Carrier|Tracking number|Reference): (.*)$/.exec(line) ?? [];
        const parts = [name, quantity && `× ${quantity}`, label, value].filter((part) => part !== undefined);
        for (const part of parts.length === 0 ? [line] : parts) expect(html).toContain(`>${part}<`);
      }
    }
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
    expect(html).toContain(">× 2.75<");
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

  it("cuts a name that is too long", () => {
    const { text } = composeMail({
      kind: "confirmation",
      total,
      reference: "r",
      items: [{ name: `${"a".repeat(198)}🫖🫖`, quantity: 1 }],
    });
    expect(text).toContain(`1 x ${"a".repeat(198)}…\n`);
  });
});
