import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DnsRecord } from "./dns-record.ts";

export interface WebhookDomainArgs {
  readonly domain: string;
  readonly api: aws.apigatewayv2.Api;
  readonly stage: aws.apigatewayv2.Stage;
}

/**
 * The API under a domain of the shop's, with a certificate that ACM renews for as long as its record stays. The first
 * `pulumi up` prints that record and waits until it is in the domain's DNS.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html
 */
export class WebhookDomain extends pulumi.ComponentResource {
  readonly origin: pulumi.Output<string>;
  readonly dnsRecords: pulumi.Output<DnsRecord[]>;

  constructor(name: string, args: WebhookDomainArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:api:WebhookDomain", name, {}, options);
    const { domain, api, stage } = args;

    const certificate = new aws.acm.Certificate(
      `${name}-certificate`,
      { domainName: domain, validationMethod: "DNS" },
      { parent: this },
    );
    const proof = certificate.domainValidationOptions.apply(validationRecords);
    pulumi.all([certificate.status, proof]).apply(([status, records]) => {
      if (status !== "ISSUED") void pulumi.log.info(`waiting for DNS: ${records.map(lineOf).join("; ")}`, certificate);
    });
    const issued = new aws.acm.CertificateValidation(
      `${name}-validation`,
      { certificateArn: certificate.arn },
      { parent: this },
    );
    const served = new aws.apigatewayv2.DomainName(
      `${name}-name`,
      {
        domainName: domain,
        domainNameConfiguration: {
          certificateArn: issued.certificateArn,
          endpointType: "REGIONAL",
          securityPolicy: "TLS_1_2",
        },
      },
      { parent: this },
    );
    const mapping = new aws.apigatewayv2.ApiMapping(
      `${name}-mapping`,
      { apiId: api.id, domainName: served.id, stage: stage.id },
      { parent: this },
    );
    this.origin = mapping.id.apply(() => `https://${domain}`);
    this.dnsRecords = pulumi
      .all([proof, served.domainNameConfiguration])
      .apply(([records, { targetDomainName }]): DnsRecord[] => [
        ...records,
        { name: domain, type: "CNAME", value: targetDomainName },
      ]);
    this.registerOutputs({ origin: this.origin });
  }
}

function validationRecords(options: aws.types.output.acm.CertificateDomainValidationOption[]): DnsRecord[] {
  return options.map(({ resourceRecordName, resourceRecordValue }) => ({
    name: withoutRoot(resourceRecordName),
    type: "CNAME",
    value: withoutRoot(resourceRecordValue),
  }));
}

/** ACM ends names with DNS's root, which few registrars' forms take. */
function withoutRoot(name: string): string {
  return name.replace(/\.$/u, "");
}

function lineOf({ name, type, value }: DnsRecord): string {
  return `${name} ${type} ${value}`;
}
