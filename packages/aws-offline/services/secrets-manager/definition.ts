export interface SecretDefinition {
  name: string;
  /** The ARN that the wiring gives it, because the roles' policies name it; without one a suffix is made up. */
  arn?: string;
  description?: string;
  kmsKeyId?: string;
  /** The first version; without one the secret has no value yet. */
  secretString?: string;
  tags?: Record<string, string>;
}
