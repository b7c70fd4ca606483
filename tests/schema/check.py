"""Holds templates to AWS's resource schemas (cfn-lint's registry) and calls to botocore's service models.

Reads from standard input [{"name", "region", "template", "calls"}]; writes {"passed": N, "findings": [text]}.
"""
import json
import sys

import regex
from botocore.loaders import Loader
from botocore.model import ServiceModel
from cfnlint.api import lint
from cfnlint.config import ManualArgs

# As the SDK's clients name themselves, in botocore's words.
SERVICES = {
    "ACM": "acm", "ApiGatewayV2": "apigatewayv2", "CloudWatch": "cloudwatch", "CloudWatch Logs": "logs", "DynamoDB": "dynamodb",
    "EC2": "ec2", "EventBridge": "events", "IAM": "iam", "KMS": "kms", "Lambda": "lambda", "Pipes": "pipes", "Scheduler": "scheduler",
    "CodeDeploy": "codedeploy", "Secrets Manager": "secretsmanager", "SESv2": "sesv2", "SNS": "sns", "SQS": "sqs", "SES": "ses",
}
loader = Loader()
models = {}


def operation_of(service, operation):
    if service not in models:
        models[service] = ServiceModel(loader.load_service_model(SERVICES[service], "service-2"))
    return models[service].operation_model(operation)


def quoted(value):
    text = json.dumps(value)
    return text if len(text) <= 120 else f"{text[:120]}... ({len(text)} characters)"


def faults(value, shape, path):
    """What a value breaks of its shape."""
    kind = shape.type_name
    about = shape.metadata
    if kind == "structure":
        if not isinstance(value, dict):
            yield f"{path} is not an object: {quoted(value)}"
            return
        for name in shape.required_members:
            if name not in value:
                yield f"{path}.{name} is required"
        for name, item in value.items():
            if name in shape.members:
                yield from faults(item, shape.members[name], f"{path}.{name}")
            else:
                yield f"{path}.{name} is not in the service's model"
        return
    if kind == "list":
        if not isinstance(value, list):
            yield f"{path} is not a list: {quoted(value)}"
            return
        yield from length_faults(len(value), about, f"{path} has {len(value)} items")
        for index, item in enumerate(value):
            yield from faults(item, shape.member, f"{path}[{index}]")
        return
    if kind == "map":
        if not isinstance(value, dict):
            yield f"{path} is not a map: {quoted(value)}"
            return
        yield from length_faults(len(value), about, f"{path} has {len(value)} entries")
        for name, item in value.items():
            yield from faults(name, shape.key, f"{path} key")
            yield from faults(item, shape.value, f"{path}.{name}")
        return
    if kind == "blob":
        if not isinstance(value, dict) or "bytes" not in value:
            yield f"{path} is not bytes: {quoted(value)}"
            return
        yield from length_faults(value["bytes"], about, f"{path} has {value['bytes']} bytes")
        return
    if kind == "string":
        if not isinstance(value, str):
            yield f"{path} is not a text: {quoted(value)}"
            return
        yield from length_faults(len(value), about, f"{path} has {len(value)} characters: {quoted(value)}")
        if shape.enum and value not in shape.enum:
            yield f"{path} is {quoted(value)}, not one of {', '.join(shape.enum)}"
        pattern = about.get("pattern")
        if pattern and not regex.fullmatch(pattern, value):
            yield f"{path} is {quoted(value)}, which does not match {pattern}"
        return
    if kind == "boolean":
        if not isinstance(value, bool):
            yield f"{path} is not true or false: {quoted(value)}"
        return
    if kind in ("integer", "long", "float", "double"):
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not isinstance(value, (int, float)) or (kind in ("integer", "long") and not whole):
            yield f"{path} is not a {kind}: {quoted(value)}"
            return
        yield from length_faults(value, about, f"{path} is {value}")
        return
    raise ValueError(f"{path}: no rule for {kind}")


def length_faults(size, about, what):
    if "min" in about and size < about["min"]:
        yield f"{what}, at least {about['min']}"
    if "max" in about and size > about["max"]:
        yield f"{what}, at most {about['max']}"


def main():
    passed = 0
    findings = []
    for variant in json.load(sys.stdin):
        where = f"{variant['name']} in {variant['region']}"
        resources = variant["template"]["Resources"]
        matches = [] if not resources else [
            match
            for match in lint(json.dumps(variant["template"]), config=ManualArgs(regions=[variant["region"]]))
            if match.rule.severity == "error"
        ]
        findings += [f"{where}: {'/'.join(map(str, match.path or []))}: {match.rule.id} {match.message}" for match in matches]
        failed = {match.path[1] if match.path and len(match.path) > 1 else "" for match in matches}
        passed += len(set(resources) - failed)
        for call in variant["calls"]:
            model = operation_of(call["service"], call["operation"])
            found = list(faults(call["input"], model.input_shape, f"{call['service']} {call['operation']}"))
            findings += [f"{where}: {call['resource']}: {fault}" for fault in found]
            passed += not found
    json.dump({"passed": passed, "findings": findings}, sys.stdout)


main()
