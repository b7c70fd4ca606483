import { arn, length, oneOf, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const certificateType = resourceType({
  token: "aws:acm/certificate:Certificate",
  terraform: "aws_acm_certificate",
  cloudFormation: "AWS::CertificateManager::Certificate",
  entries: { domainName: length(1, 253), validationMethod: oneOf("DNS"), tags },
  replaces: ["domainName", "validationMethod"],
  create: ({ domainName }, { digest }, { accountId, region }) => {
    const certificateArn = `arn:aws:acm:${region}:${accountId}:certificate/${digest}`;
    const record = {
      domainName,
      resourceRecordName: `_${digest}.${domainName}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${digest}.acm-validations.aws.`,
    };
    return {
      id: certificateArn,
      outputs: { arn: certificateArn, status: "ISSUED", domainValidationOptions: [record] },
    };
  },
});

/** The wait until the certificate's DNS record is found; nothing of its own on AWS. */
export const certificateValidationType = resourceType({
  token: "aws:acm/certificateValidation:CertificateValidation",
  terraform: "aws_acm_certificate_validation",
  entries: { certificateArn: arn },
  replaces: ["certificateArn"],
  create: (_inputs, { digest }) => ({ id: digest.slice(0, 20), outputs: {} }),
});
