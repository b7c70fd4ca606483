import { describe, expect, it } from "vitest";
import { certificateType, certificateValidationType } from "../../packages/aws-offline/services/acm/resources.ts";
import { withoutCustomDomains } from "../../packages/aws-offline/services/api-gateway/custom-domains.ts";
import { apiMappingType, apiType, domainNameType } from "../../packages/aws-offline/services/api-gateway/resources.ts";
import { evaluate } from "../support/evaluate.ts";

const webhookDomain = "hooks.shop.example";

describe("a stack with a domain for its webhook", () => {
  it("maps the domain to the API once its certificate is issued, and puts out both DNS records", async () => {
    const graph = await evaluate({ settings: { webhookDomain } });
    const [certificate] = graph.of(certificateType);
    const [api] = graph.of(apiType);
    expect(certificate?.inputs).toMatchObject({ domainName: webhookDomain, validationMethod: "DNS" });
    const certificateArn = certificate?.id;
    expect(graph.of(certificateValidationType).map(({ inputs }) => inputs)).toEqual([{ certificateArn }]);
    expect(graph.of(domainNameType)[0]?.inputs.domainNameConfiguration).toMatchObject({ certificateArn });
    expect(graph.of(apiMappingType).map(({ inputs }) => inputs)).toEqual([
      { apiId: api?.id, domainName: webhookDomain, stage: "$default" },
    ]);
    expect(graph.outputs["webhookUrl"]).toBe("https://hooks.shop.example/webhook/stripe");
    expect(graph.outputs["webhookDnsRecords"]).toEqual([
      {
        name: expect.stringMatching(/^_[\da-f]+\.hooks\.shop\.example$/u),
        type: "CNAME",
        value: expect.stringMatching(/^_[\da-f]+\.acm-validations\.aws$/u),
      },
      {
        name: webhookDomain,
        type: "CNAME",
        value: expect.stringMatching(/^d-[\da-f]{10}\.execute-api\.ap-southeast-1\.amazonaws\.com$/u),
      },
    ]);
  });

  it("is reached at the API's own address where no DNS leads to it", async () => {
    const graph = await evaluate({ settings: { webhookDomain, supportUrl: "https://hooks.shop.example.org/" } });
    const local = withoutCustomDomains(graph, "http://127.0.0.1:4000");
    expect(local).toEqual({ ...graph.outputs, webhookUrl: "http://127.0.0.1:4000/webhook/stripe" });
  });

  it("has none without the setting, and refuses it without a webhook", async () => {
    const graph = await evaluate();
    expect(graph.of(domainNameType)).toEqual([]);
    const off = { webhook: "off", stripeEventSource: "aws.partner/stripe.com/ed_1example", webhookDomain };
    await expect(evaluate({ settings: off })).rejects.toThrow(
      'webhookDomain is "hooks.shop.example": give none: with webhook off, no webhook would be under it',
    );
  });
});
