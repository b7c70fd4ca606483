export interface SecretDefinition {
  name: string;
  description?: string;
  kmsKeyId?: string;
  /** The first version; without one the secret has no value yet. */
  secretString?: string;
  tags?: Record<string, string>;
}
