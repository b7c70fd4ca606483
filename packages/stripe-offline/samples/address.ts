/** Where every sample customer lives. */
export const sampleAddress = {
  city: "Singapore",
  country: "SG",
  line1: "9 Straits View",
  line2: "#06-07 Marina One West Tower",
  postal_code: "018937",
  state: null,
};
