import { SES, type SendEmailCommandInput } from "@aws-sdk/client-ses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { region, startTestAws, type TestAws } from "../../testing.ts";

let aws: TestAws;
let client: SES;

beforeAll(async () => {
  aws = await startTestAws();
  client = new SES(aws.client);
  aws.ses.verifyIdentity("shop@example.com");
  aws.ses.verifyIdentity("example.org");
  aws.ses.createConfigurationSet({ name: "orders" });
});
afterAll(() => aws.close());

const mail = (changes: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput => ({
  Source: "Shop <shop@example.com>",
  Destination: { ToAddresses: ["buyer@example.net"] },
  Message: { Subject: { Data: "Thank you <3" }, Body: { Text: { Data: "text" }, Html: { Data: "<p>é</p>" } } },
  ConfigurationSetName: "orders",
  ...changes,
});
const send = (changes: Partial<SendEmailCommandInput> = {}): Promise<{ MessageId: string | undefined }> =>
  client.sendEmail(mail(changes));
const page = async (query = "", method = "GET"): Promise<Record<string, unknown>[]> => {
  const response = await fetch(`${aws.gateway.endpoint}/_aws/ses${query}`, { method });
  if (response.status === 204) return [];
  return ((await response.json()) as { messages: Record<string, unknown>[] }).messages;
};

describe("SendEmail", () => {
  it("keeps the mail to be read on LocalStack's page, all or one, and cleared", async () => {
    const { MessageId } = await send({
      Tags: [{ Name: "kind", Value: "confirmation" }],
      ReplyToAddresses: ["help@example.com"],
    });
    await send();
    const all = await page();
    expect(all).toHaveLength(2);
    expect(all[0]).toMatchObject({
      Id: MessageId,
      Region: region,
      Source: "Shop <shop@example.com>",
      Destination: { ToAddresses: ["buyer@example.net"] },
      Subject: "Thank you <3",
      Body: { text_part: "text", html_part: "<p>é</p>" },
      ConfigurationSetName: "orders",
      Tags: { kind: "confirmation" },
      ReplyToAddresses: ["help@example.com"],
    });
    expect(await page(`?id=${String(MessageId)}`)).toEqual([all[0]]);
    await page(`?id=${String(MessageId)}`, "DELETE");
    expect(await page()).toEqual([all[1]]);
    await page("", "DELETE");
    expect(await page()).toEqual([]);
  });

  it("takes any sender of a verified domain", async () => {
    await expect(send({ Source: "anybody@example.org" })).resolves.toHaveProperty("MessageId");
  });

  it.each<[string, Partial<SendEmailCommandInput>, string, string]>([
    [
      "a sender that is not verified",
      { Source: "x@evil.example" },
      "MessageRejected",
      "identities failed the check in region AP-SOUTHEAST-1: x@evil.example",
    ],
    [
      "an unknown configuration set",
      { ConfigurationSetName: "no" },
      "ConfigurationSetDoesNotExist",
      "<no> does not exist",
    ],
    [
      "an address with a line break",
      { Destination: { ToAddresses: ["a@b.example\nBcc: c@d.example"] } },
      "InvalidParameterValue",
      "Illegal address",
    ],
    [
      "an address without domain",
      { Destination: { ToAddresses: ["buyer"] } },
      "InvalidParameterValue",
      "Missing final '@domain'",
    ],
    ["no recipient", { Destination: {} }, "InvalidParameterValue", "To"],
    ["what is not supported", { SourceArn: "arn:aws:ses:r:0:identity/x" }, "NotImplemented", "SourceArn"],
  ])("refuses %s", async (_name, changes, code, message) => {
    await expect(send(changes)).rejects.toMatchObject({
      Code: code,
      message: expect.stringContaining(message) as string,
    });
  });

  it("needs leave for the identity and for the configuration set", async () => {
    const arn = "arn:aws:iam::000000000000:role/email-processor";
    const identity = `arn:aws:ses:${region}:000000000000:identity/shop@example.com`;
    const set = `arn:aws:ses:${region}:000000000000:configuration-set/orders`;
    const register = (Resource: string[]): void => {
      const Statement = [{ Effect: "Allow", Action: "ses:SendEmail", Resource }];
      aws.gateway.register({ arn, kind: "role", policies: [{ Version: "2012-10-17", Statement }] });
    };
    const call = (): Promise<unknown> => aws.gateway.call(arn, "ses", "SendEmail", { ...mail() });
    register([identity, set]);
    await expect(call()).resolves.toHaveProperty("MessageId");
    register([identity]);
    await expect(call()).rejects.toThrow(`ses:SendEmail on resource: ${set}`);
    register([set]);
    await expect(call()).rejects.toThrow(`ses:SendEmail on resource: ${identity}`);
  });
});

describe("SendRawEmail", () => {
  it("keeps the whole message", async () => {
    const raw = "From: shop@example.com\r\nTo: a@b.example\r\nSubject: hi\r\n\r\nbody";
    await client.sendRawEmail({ RawMessage: { Data: Buffer.from(raw) }, Destinations: ["a@b.example"] });
    expect(aws.ses.messages().at(-1)).toMatchObject({ Source: "shop@example.com", RawData: raw });
  });
});
