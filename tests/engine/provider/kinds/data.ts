import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const data: Readonly<Record<string, Kind>> = {
  "aws:dynamodb/table:Table": {
    name: named("name", 255),
    replaces: ["hashKey", "rangeKey", "localSecondaryIndexes"],
    computed: (draft) => arnAndId(draft.arn("dynamodb", `table/${draft.name}`), draft.name),
  },
  "aws:secretsmanager/secret:Secret": {
    name: named("name", 512),
    replaces: [],
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
    computed: (draft) => {
      const name = text(draft.inputs, "configurationSetName");
      return arnAndId(draft.arn("ses", `configuration-set/${name}`), name);
    },
  },
};
