import { length, oneOf, policy, range } from "../constraints.ts";
import { arnAndId, named, type Kind } from "./kind.ts";

export const keys: Readonly<Record<string, Kind>> = {
  "aws:kms/key:Key": {
    replaces: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
    constraints: {
      policy,
      description: length(0, 8192),
      deletionWindowInDays: range(7, 30),
      rotationPeriodInDays: range(90, 2560),
      keyUsage: oneOf("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"),
    },
    computed: (draft) => {
      const id = draft.token(32);
      return { ...arnAndId(draft.arn("kms", `key/${id}`), id), keyId: id };
    },
  },
  "aws:kms/alias:Alias": {
    name: named("name", 256, /^alias\/[\w/-]+$/u),
    replaces: ["namePrefix"],
    references: { targetKeyId: "aws:kms/key:Key" },
    computed: (draft) => arnAndId(draft.arn("kms", draft.name), draft.name),
  },
};
