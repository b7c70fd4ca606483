import { type Material, type RawRequest, signed } from "./request.ts";

/** Genuine bodies and signatures in an HTTP request that is wrong. */
export function badEnvelopes(material: Material): RawRequest[] {
  const genuine = signed("", material.body, material);
  const methods = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND"];
  const paths = [
    "/",
    "/webhook",
    "/webhook/",
    "/webhook/stripe/",
    "//webhook/stripe",
    "/webhook//stripe",
    "/webhook/Stripe",
    "/WEBHOOK/STRIPE",
    "/webhook/stripe/extra",
    "/webhook/stripe.json",
    "/webhook/stripe%00",
    "/webhook/stripe%20",
    "/webhook%2Fstripe",
    "/webhook/%73tripe",
    "/webhook/../webhook/stripe",
    "/./webhook/stripe",
    "/prod/webhook/stripe",
    "/webhook/stripe;x=1",
  ];
  const more = (name: string, ...headers: [string, string][]): RawRequest => ({
    ...genuine,
    name: `envelope: ${name}`,
    headers: [...genuine.headers, ...headers],
  });
  const chunked = Buffer.concat([Buffer.from("5\r\n"), material.body]);
  return [
    ...methods.map((method) => ({ ...genuine, name: `method: ${method}`, method })),
    ...paths.map((path) => ({ ...genuine, name: `path: ${path}`, path })),
    more(
      "length and chunks (smuggling)",
      ["content-length", String(material.body.byteLength)],
      ["transfer-encoding", "chunked"],
    ),
    more("two lengths that differ", ["content-length", "5"], ["content-length", String(material.body.byteLength)]),
    more("a length that is not a number", ["content-length", "many"]),
    more("a negative length", ["content-length", "-1"]),
    more("a length shorter than the body", ["content-length", "10"]),
    { ...more("chunks that are none", ["transfer-encoding", "chunked"]), body: chunked },
    more("an unknown transfer encoding", ["transfer-encoding", "gzip"]),
    more("a space in a header's name", ["x y", "z"]),
    more("a line break in a header", ["x-a", "b\nstripe-signature c"]),
  ];
}
