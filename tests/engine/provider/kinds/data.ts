import { anArn, both, length, matching, oneOf, policy, range } from "../constraints.ts";
import { indexedAttributes } from "./table-indexes.ts";
import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const data: Readonly<Record<string, Kind>> = {
  "aws:dynamodb/table:Table": {
    name: named("name", 255, /^[\w.-]{3,}$/u),
    replaces: ["hashKey", "rangeKey", "localSecondaryIndexes"],
    constraints: {
      billingMode: oneOf("PAY_PER_REQUEST", "PROVISIONED"),
      "attributes[].type": oneOf("B", "N", "S"),
      "globalSecondaryIndexes[].projectionType": oneOf("ALL", "INCLUDE", "KEYS_ONLY"),
      "pointInTimeRecovery.recoveryPeriodInDays": range(1, 35),
      streamViewType: oneOf("", "KEYS_ONLY", "NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE"),
      tableClass: oneOf("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
      "serverSideEncryption.kmsKeyArn": anArn,
    },
    check: indexedAttributes,
    computed: (draft) => arnAndId(draft.arn("dynamodb", `table/${draft.name}`), draft.name),
  },
  "aws:secretsmanager/secret:Secret": {
    name: named("name", 512, /^[\w/+=.@-]+$/u),
    replaces: [],
    constraints: {
      recoveryWindowInDays: (value) => (value === 0 ? undefined : range(7, 30)(value)),
      policy,
    },
    computed: (draft) => {
      const arn = draft.arn("secretsmanager", `secret:${draft.name}-${draft.token(6)}`);
      return arnAndId(arn, arn);
    },
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    replaces: ["secretId", "secretString", "secretBinary"],
    computed: (draft) => {
      const versionId = draft.token(32);
      return { id: `${text(draft.inputs, "secretId")}|${versionId}`, arn: text(draft.inputs, "secretId"), versionId };
    },
  },
  "aws:ses/emailIdentity:EmailIdentity": {
    replaces: ["email"],
    computed: (draft) => {
      const email = text(draft.inputs, "email");
      return arnAndId(draft.arn("ses", `identity/${email}`), email);
    },
  },
  "aws:sesv2/emailIdentity:EmailIdentity": {
    replaces: ["emailIdentity"],
    constraints: { emailIdentity: length(1, 320) },
    references: { configurationSetName: "aws:sesv2/configurationSet:ConfigurationSet" },
    computed: (draft) => {
      const email = text(draft.inputs, "emailIdentity");
      return { ...arnAndId(draft.arn("ses", `identity/${email}`), email), identityType: "EMAIL_ADDRESS" };
    },
  },
  "aws:ses/configurationSet:ConfigurationSet": {
    name: named("name", 64),
    replaces: [],
    computed: (draft) => arnAndId(draft.arn("ses", `configuration-set/${draft.name}`), draft.name),
  },
  "aws:sesv2/configurationSet:ConfigurationSet": {
    replaces: ["configurationSetName"],
    constraints: {
      configurationSetName: both(length(1, 64), matching(/^[\w-]+$/u)),
      "deliveryOptions.tlsPolicy": oneOf("REQUIRE", "OPTIONAL"),
      "suppressionOptions.suppressedReasons[]": oneOf("BOUNCE", "COMPLAINT"),
    },
    computed: (draft) => {
      const name = text(draft.inputs, "configurationSetName");
      return arnAndId(draft.arn("ses", `configuration-set/${name}`), name);
    },
  },
};
