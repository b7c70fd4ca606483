import { arnAndId, named, type Kind } from "./kind.ts";

export const keys: Readonly<Record<string, Kind>> = {
  "aws:kms/key:Key": {
    replaces: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
    computed: (draft) => {
      const id = draft.token(32);
      return { ...arnAndId(draft.arn("kms", `key/${id}`), id), keyId: id };
    },
  },
  "aws:kms/alias:Alias": {
    name: named("name", 256),
    replaces: ["namePrefix"],
    references: { targetKeyId: "aws:kms/key:Key" },
    computed: (draft) => arnAndId(draft.arn("kms", draft.name), draft.name),
  },
};
