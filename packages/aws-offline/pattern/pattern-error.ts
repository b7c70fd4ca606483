/** A pattern that cannot be compiled; the message names the operator or the place. */
export class PatternError extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = "PatternError";
  }
}
