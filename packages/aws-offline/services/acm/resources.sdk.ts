import { ACM, waitUntilCertificateValidated } from "@aws-sdk/client-acm";
import type { Outputs } from "../../graph/resource-type.ts";
import { after, given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { certificateType, certificateValidationType } from "./resources.ts";

/** As the provider's own time-out. */
const longestWaitSeconds = 75 * 60;

export const handlers: SdkHandlers = ({ client: options }) => {
  const client = new ACM(options);
  const read = async (CertificateArn: string): Promise<Outputs> => {
    const { Certificate } = await client.describeCertificate({ CertificateArn });
    const { Status, DomainValidationOptions = [] } = given(Certificate, "Certificate");
    const records = DomainValidationOptions.map(({ DomainName, ResourceRecord }) => ({
      domainName: given(DomainName, "DomainName"),
      resourceRecordName: given(ResourceRecord?.Name, "ResourceRecord"),
      resourceRecordType: given(ResourceRecord?.Type, "ResourceRecord"),
      resourceRecordValue: given(ResourceRecord?.Value, "ResourceRecord"),
    }));
    return { arn: CertificateArn, status: given(Status, "Status"), domainValidationOptions: records };
  };
  return [
    handlerOf(certificateType, {
      create: async ({ domainName: DomainName, validationMethod: ValidationMethod, tags }) => {
        const response = await client.requestCertificate({ DomainName, ValidationMethod, Tags: tagList(tags) });
        const id = given(response.CertificateArn, "CertificateArn");
        return { id, outputs: await read(id) };
      },
      read,
      delete: (CertificateArn) => client.deleteCertificate({ CertificateArn }),
    }),
    handlerOf(certificateValidationType, {
      create: ({ certificateArn: CertificateArn }) =>
        after(
          waitUntilCertificateValidated({ client, minDelay: 5, maxWaitTime: longestWaitSeconds }, { CertificateArn }),
          { id: CertificateArn, outputs: {} },
        ),
      read: async () => ({}),
      delete: async () => {},
    }),
  ];
};
