import { notSupported } from "../../../gateway/aws-error.ts";
import type { MetricId } from "../metrics/series.ts";

/**
 * Fills a dynamic label: `${PROP('Dim.Consumer')}`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 * @throws AwsError for values that the offline run does not know
 */
export function labelOf(label: string, { namespace, name, dimensions }: MetricId, statistic: string): string {
  return label.replaceAll(/\$\{(?<inner>[^}]*)\}/gu, (whole, inner: string) => {
    const property = /^PROP\('(?<name>[\w.]+)'\)$/u.exec(inner)?.groups?.["name"] ?? "";
    const value = property.startsWith("Dim.")
      ? dimensions[property.slice("Dim.".length)]
      : { MetricName: name, Namespace: namespace, Stat: statistic }[property];
    if (value === undefined) throw notSupported(`the label ${whole}`);
    return value;
  });
}
