/**
 * Scenarios whose right outcome is stated and that do not come out right yet, with what is missing. A test fails as soon as
 * one does come out right: take it out here, then it is drawn everywhere.
 */
export const unmended: Readonly<Record<string, string>> = {
  "a price shown and paid in another currency": "mails do not show presentment_details",
  "an address that only the charge has": "the charge is not asked for an address",
};
