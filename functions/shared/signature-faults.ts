/** What can be wrong with a signature; the webhook counts it as the refusal `signature-<fault>`. */
export const signatureFaults = ["missing", "malformed", "mismatch", "stale", "future"] as const;

export type SignatureFault = (typeof signatureFaults)[number];
