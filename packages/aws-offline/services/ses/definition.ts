/** A mail as SES took it, in the form of LocalStack's `/_aws/ses`. */
export interface CapturedMail {
  Id: string;
  Region: string;
  /** The sender. */
  Source: string;
  /** ISO time. */
  Timestamp: string;
  Destination: { ToAddresses: string[]; CcAddresses?: string[]; BccAddresses?: string[] };
  Subject?: string;
  Body?: { text_part?: string; html_part?: string };
  /** The whole message, when it came by SendRawEmail. */
  RawData?: string;
  ReplyToAddresses?: string[];
  ReturnPath?: string;
  ConfigurationSetName?: string;
  Tags?: Record<string, string>;
}

export interface ConfigurationSetDefinition {
  name: string;
  tags?: Record<string, string>;
}
