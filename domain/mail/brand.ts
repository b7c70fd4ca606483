import * as v from "valibot";
import { languages } from "./locale.ts";

const text = v.exactOptional(v.string());

/** What the shop's mails have of the shop: its settings, as the program hands them to the function. */
const brandSchema = v.object({
  shopName: text,
  /** Where replies go, in the place of the sender. */
  replyTo: text,
  /** Where customers find help. */
  supportUrl: text,
  logoUrl: text,
  /** Of buyers whose language is not known, or has no texts. */
  defaultLocale: v.picklist(languages),
});

export type Brand = v.InferOutput<typeof brandSchema>;

export const plainBrand: Brand = { defaultLocale: "en" };

/** @throws Error where it is not what the program writes */
export function readBrand(json: string): Brand {
  return v.parse(brandSchema, JSON.parse(json));
}
