import { toTagValue } from "../../../domain/mail/outcome.ts";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { SESClient } from "@aws-sdk/client-ses";
import { afterEach, describe, expect, it } from "vitest";

import type { AddressedMail } from "./ports.ts";
import { SesMailer } from "./ses-mailer.ts";

const mail: AddressedMail = {
  from: "shop@example.com",
  to: "jenny@example.com",
  replyTo: "help@example.com",
  kind: "receipt",
  key: "mail#pi_1#receipt",
  eventId: "evt_1",
  order: "in_1",
  subject: "Your receipt ✓",
  text: "Total: ¥500",
  html: "<p>Total: ¥500</p>",
};

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** SES on this machine, with the same response to each request. `undefined`: it takes the request and breaks the connection. */
async function mailerOf(reply: { status: number; body: string } | undefined, port?: number) {
  const requests: URLSearchParams[] = [];
  const listening = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      requests.push(new URLSearchParams(body));
      if (reply === undefined) request.socket.destroy();
      else response.writeHead(reply.status, { "content-type": "text/xml" }).end(reply.body);
    });
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const client = new SESClient({
    endpoint: `http://127.0.0.1:${port ?? (listening.address() as AddressInfo).port}`,
    region: "ap-southeast-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return { mailer: new SesMailer(client, "configuration-set"), requests };
}

/** SES repeats the address. */
const said = "Not verified: Jenny &lt;jenny@example.com&gt;";
const shown = "Not verified: (address)";

const refusal = (status: number, code: string) => ({
  status,
  body: `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${said}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
});

describe("SesMailer", () => {
  it("sends text and HTML from the verified sender, under the configuration set", async () => {
    const { mailer, requests } = await mailerOf({
      status: 200,
      body: `<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>ses-1</MessageId></SendEmailResult></SendEmailResponse>`,
    });
    expect(await mailer.send(mail)).toEqual({ outcome: "accepted", sesMessageId: "ses-1" });
    expect(Object.fromEntries(requests[0] ?? [])).toEqual({
      Action: "SendEmail",
      Version: "2010-12-01",
      Source: "shop@example.com",
      "Destination.ToAddresses.member.1": "jenny@example.com",
      "ReplyToAddresses.member.1": "help@example.com",
      "Message.Subject.Data": mail.subject,
      "Message.Subject.Charset": "UTF-8",
      "Message.Body.Text.Data": mail.text,
      "Message.Body.Text.Charset": "UTF-8",
      "Message.Body.Html.Data": mail.html,
      "Message.Body.Html.Charset": "UTF-8",
      ConfigurationSetName: "configuration-set",
      "Tags.member.1.Name": "kind",
      "Tags.member.1.Value": "receipt",
      "Tags.member.2.Name": "order",
      "Tags.member.2.Value": "in_1",
      "Tags.member.3.Name": "ledger",
      "Tags.member.3.Value": toTagValue(mail.key),
      "Tags.member.4.Name": "event",
      "Tags.member.4.Value": toTagValue("evt_1"),
    });
  });

  it.each([
    [400, "Throttling", { outcome: "throttled", reason: `Throttling: ${shown}` }],
    [429, "TooManyRequestsException", { outcome: "throttled", reason: `TooManyRequestsException: ${shown}` }],
    [400, "MessageRejected", { outcome: "refused", reason: `MessageRejected: ${shown}`, final: true }],
    [400, "InvalidParameterValue", { outcome: "refused", reason: `InvalidParameterValue: ${shown}`, final: true }],
    [
      400,
      "AccountSendingPausedException",
      { outcome: "refused", reason: `AccountSendingPausedException: ${shown}`, final: false },
    ],
    [429, "Unheard", { outcome: "throttled", reason: `Unheard: ${shown}` }],
    [403, "AccessDenied", { outcome: "refused", reason: `AccessDenied: ${shown}`, final: false }],
    [500, "InternalFailure", { outcome: "unknown", reason: `InternalFailure: ${shown} (500)` }],
    [503, "ServiceUnavailable", { outcome: "unknown", reason: `ServiceUnavailable: ${shown} (503)` }],
  ])("reads %i %s", async (status, code, outcome) => {
    const { mailer, requests } = await mailerOf(refusal(status, code));
    expect(await mailer.send(mail)).toEqual(outcome);
    // The client must not ask again on its own.
    expect(requests).toHaveLength(1);
  });

  it("does not know the outcome when the connection breaks before the response, and calls once", async () => {
    const { mailer, requests } = await mailerOf(undefined);
    expect(await mailer.send(mail)).toMatchObject({ outcome: "unknown" });
    expect(requests).toHaveLength(1);
  });

  it("names a reply address only where there is one", async () => {
    const { mailer, requests } = await mailerOf(refusal(400, "Throttling"));
    const { replyTo: _replyTo, ...without } = mail;
    await mailer.send(mail);
    await mailer.send(without);
    expect(requests.map((request) => request.get("ReplyToAddresses.member.1"))).toEqual(["help@example.com", null]);
    expect([...(requests[1]?.keys() ?? [])].filter((name) => name.startsWith("ReplyTo"))).toEqual([]);
  });

  const credentials = Object.assign(new Error("none found"), { name: "CredentialsProviderError" });
  const numbered = Object.assign(new Error("odd"), { code: 7, $metadata: { httpStatusCode: "400" } });
  it.each([
    [credentials, { outcome: "refused", reason: "CredentialsProviderError: none found", final: false }],
    [
      Object.assign(new Error("odd"), { $metadata: { httpStatusCode: 304 } }),
      { outcome: "unknown", reason: "Error: odd (304)" },
    ],
    [numbered, { outcome: "unknown", reason: "Error: odd" }],
    ["thrown", { outcome: "unknown", reason: "unknown error" }],
    [null, { outcome: "unknown", reason: "unknown error" }],
  ])("reads what the client throws: %s", async (thrown, outcome) => {
    const client = {
      send: () => {
        throw thrown;
      },
    };
    expect(await new SesMailer(client, "configuration-set").send(mail)).toEqual(outcome);
  });

  it("knows that nothing was sent when nobody listens", async () => {
    const { mailer } = await mailerOf(undefined, 1);
    expect(await mailer.send(mail)).toEqual({ outcome: "refused", reason: "ECONNREFUSED", final: false });
  });
});
