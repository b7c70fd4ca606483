import { describe, expect, it } from "vitest";
import { emailIdentityType, mailFromType } from "../../packages/aws-offline/services/ses/resources.ts";
import { evaluate, placeIn } from "../support/evaluate.ts";

const settings = { sesDomain: "shop.example", sesFromEmail: "Blue Shop <orders@shop.example>" };

describe("a stack that sends from a domain", () => {
  it("verifies the domain with DKIM and MAIL FROM, and puts out every DNS record for it", async () => {
    const graph = await evaluate({ settings });
    expect(graph.of(emailIdentityType).map(({ inputs }) => inputs.emailIdentity)).toEqual(["shop.example"]);
    expect(graph.of(mailFromType).map(({ inputs }) => inputs)).toEqual([
      { emailIdentity: "shop.example", mailFromDomain: "mail.shop.example", behaviorOnMxFailure: "USE_DEFAULT_VALUE" },
    ]);
    const dkim = ["one", "two", "three"].map((token) => ({
      name: `${token}._domainkey.shop.example`,
      type: "CNAME",
      value: `${token}.dkim.amazonses.com`,
    }));
    expect(graph.outputs["mailDnsRecords"]).toEqual([
      ...dkim,
      { name: "mail.shop.example", type: "MX", value: "10 feedback-smtp.ap-southeast-1.amazonses.com" },
      { name: "mail.shop.example", type: "TXT", value: '"v=spf1 include:amazonses.com ~all"' },
      { name: "_dmarc.shop.example", type: "TXT", value: '"v=DMARC1; p=none;"' },
    ]);
  });

  it("leads to the DKIM domain of a Region that has its own", async () => {
    const graph = await evaluate({ settings, place: placeIn("me-central-1") });
    expect(JSON.stringify(graph.outputs["mailDnsRecords"])).toContain('"one.dkim.me-central-1.amazonses.com"');
  });

  it("has an identity of the address alone without a domain, and no records", async () => {
    const graph = await evaluate({ settings: { sesFromEmail: settings.sesFromEmail } });
    expect(graph.of(emailIdentityType).map(({ inputs }) => inputs.emailIdentity)).toEqual(["orders@shop.example"]);
    expect(graph.of(mailFromType)).toEqual([]);
    expect(graph.outputs["mailDnsRecords"]).toEqual([]);
  });
});
