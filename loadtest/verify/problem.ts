/** What is not as it must be: something is missing, there twice, or there and not right. */
export interface Problem {
  readonly kind: "loss" | "double" | "wrong";
  /** Names the purchase. */
  readonly text: string;
}
