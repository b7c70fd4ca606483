import { randomBytes } from "node:crypto";
import type { Page } from "../../gateway/types.ts";
import { Capture } from "../../capture.ts";
import { pack, unpack } from "../../packed.ts";
import type { CapturedMail } from "./definition.ts";

/** Above this the oldest mails go, and are counted. */
const capacity = 20_000;

/** The mails that SES took, and LocalStack's page to read and clear them. */
export class Mailbox {
  readonly #mails = new Capture<CapturedMail>(capacity);

  get mails(): readonly CapturedMail[] {
    return this.#mails.items;
  }

  restore(mails: readonly CapturedMail[]): void {
    for (const mail of mails) this.#mails.add(packed(mail));
  }

  /** Gives the mail a message id in SES's form. */
  add(mail: Omit<CapturedMail, "Id" | "Timestamp">): CapturedMail {
    const Id = `${randomBytes(8).toString("hex")}-${randomBytes(16).toString("hex")}-000000`;
    const captured = { Id, Timestamp: new Date().toISOString(), ...mail };
    this.#mails.add(packed(captured));
    return captured;
  }

  /** `GET /_aws/ses[?id=][&email=SOURCE]`, `DELETE /_aws/ses[?id=]`. docs.localstack.cloud/aws/services/ses */
  readonly page: Page = ({ method, url }) => {
    const id = url.searchParams.get("id");
    const email = url.searchParams.get("email");
    const chosen = (mail: CapturedMail): boolean =>
      (id === null || mail.Id === id) && (email === null || mail.Source === email);
    if (method === "DELETE") {
      this.#mails.remove(chosen);
      return { status: 204 };
    }
    if (method !== "GET") return { status: 405, body: { message: "GET and DELETE only" } };
    const dropped = this.#mails.dropped;
    return { status: 200, body: { messages: this.mails.filter(chosen), ...(dropped === 0 ? {} : { dropped }) } };
  };
}

/** The same mail, whose text is deflated until it is read: of some 7 KB a quarter. */
function packed({ Body, ...others }: CapturedMail): CapturedMail {
  // Parts of a request's text keep all of it in memory; a clone has texts of its own.
  const mail = structuredClone(others);
  if (Body === undefined) return mail;
  const body = pack(JSON.stringify(Body));
  return {
    ...mail,
    get Body() {
      return JSON.parse(unpack(body)) as NonNullable<CapturedMail["Body"]>;
    },
  };
}
