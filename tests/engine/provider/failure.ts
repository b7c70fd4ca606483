/** Why the provider refuses a resource before it exists, in the terms of its Check call. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}
