const arn = (service: string, resource: string): string => `arn:aws:${service}:eu-west-1:000000000000:${resource}`;
const uuid = "00000000-0000-4000-8000-000000000000";
const digits = "0123456789abcdef0";

/** One response to every call: what the handlers read of any of them. */
export const response = {
  AllocationId: `eipalloc-${digits}`,
  AliasArn: arn("lambda", "function:one:live"),
  ApiMappingId: "a1b2c3",
  ApiEndpoint: "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
  ApiId: "a1b2c3d4e5",
  ArchiveArn: arn("events", "archive/one"),
  ARN: arn("secretsmanager", "secret:one-AbCdEf"),
  Arn: arn("pipes", "pipe/one"),
  AssociationId: `rtbassoc-${digits}`,
  Attributes: { QueueArn: arn("sqs", "one") },
  Certificate: {
    Status: "ISSUED",
    DomainValidationOptions: [
      {
        DomainName: "one.example",
        ValidationStatus: "SUCCESS",
        ResourceRecord: { Name: "_1.one.example.", Type: "CNAME", Value: "_1.acm-validations.aws." },
      },
    ],
  },
  CertificateArn: arn("acm", `certificate/${uuid}`),
  Configuration: { State: "Active", LastUpdateStatus: "Successful", FunctionArn: arn("lambda", "function:one") },
  DomainNameConfigurations: [
    { ApiGatewayDomainName: "d-a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", HostedZoneId: "Z0" },
  ],
  EventBusArn: arn("events", "event-bus/one"),
  FailedEntryCount: 0,
  FlowLogIds: [`fl-${digits}`],
  FunctionArn: arn("lambda", "function:one"),
  GroupId: `sg-${digits}`,
  IntegrationId: "a1b2c3d",
  InternetGateway: { InternetGatewayId: `igw-${digits}` },
  KeyMetadata: { KeyId: uuid, Arn: arn("kms", `key/${uuid}`) },
  NatGateway: { NatGatewayId: `nat-${digits}` },
  QueueUrl: "https://sqs.eu-west-1.amazonaws.com/000000000000/one",
  Role: { Arn: "arn:aws:iam::000000000000:role/one" },
  RouteId: "a1b2c3d",
  RouteTable: { RouteTableId: `rtb-${digits}` },
  RuleArn: arn("events", "rule/one/one"),
  ScheduleArn: arn("scheduler", "schedule/default/one"),
  SecurityGroupRules: [{ SecurityGroupRuleId: `sgr-${digits}` }],
  // A new VPC's default group admits its members and sends anywhere.
  SecurityGroups: [
    {
      GroupId: `sg-${digits}`,
      IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: `sg-${digits}` }] }],
      IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
    },
  ],
  Subnet: { SubnetId: `subnet-${digits}` },
  SubscriptionArn: arn("sns", `one:${uuid}`),
  Table: { TableStatus: "ACTIVE", TableArn: arn("dynamodb", "table/one") },
  TableDescription: { TableArn: arn("dynamodb", "table/one") },
  TopicArn: arn("sns", "one"),
  UUID: uuid,
  Version: "1",
  VersionId: uuid,
  Vpc: { VpcId: `vpc-${digits}` },
  VpcEndpoint: { VpcEndpointId: `vpce-${digits}` },
  queryDefinitionId: uuid,
} as const;
