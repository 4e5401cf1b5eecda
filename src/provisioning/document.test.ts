import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { KINDS } from "../cli/kinds.ts";
import type { ChannelPlan, ProvisioningPlan } from "../domain/provisioning.ts";
import { channelDocument, ownAt, productDocument, provisioningText, settingsDocument, withOwn } from "./document.ts";
import { parseProvisioning } from "./parse.ts";

const EXAMPLE = readFileSync(join(import.meta.dirname, "../../docs/provisioning.example.yaml"), "utf8");
const FACTS = { dialects: ["hzdfit", "qxt", "xunchen", "inter28", "huaxin"], kinds: KINDS };

const HEAD = 'operators: [mobile], code: "1069"';
const WIRE = `${HEAD}, connect: { host: gw.example, port: 7890, timeout: 1500ms }`;
const EVERY_KIND = `version: 1
channels:
  - { name: s1, kind: simulator, ${HEAD}, simulator: { receiptDelay: 90s, failRate: 0.25 }, circuit: "off" }
  - { name: s2, kind: smpp, ${WIRE}, smpp: { systemId: us, password: p, version: "3.3", encoding: gsm7 }, unknown: { then: resend, after: 7s } }
  - { name: s3, kind: cmpp, ${WIRE}, cmpp: { sourceAddr: "900001", sharedSecret: x, version: "3.0" }, circuit: { share: 0.7 } }
  - { name: s4, kind: smgp, ${WIRE}, smgp: { clientId: "333", sharedSecret: x, loginMode: separate } }
  - { name: s5, kind: sgip, ${WIRE}, sgip: { loginName: a, password: b, nodeId: 3010012345, corpId: "12345", listen: { port: 8801, password: c } } }
  - { name: s6, kind: http, ${HEAD}, http: { dialect: huaxin, url: "https://up.example", account: "9", md5Key: k, poll: 1500ms, options: { a: "1" } } }
`;

function parse(text: string): ProvisioningPlan {
  const parsed = parseProvisioning(text, FACTS);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ line, message }) => `${line}: ${message}`).join("\n"));
  return parsed.plan;
}

it.each([
  ["the example", EXAMPLE],
  ["every kind of channel", EVERY_KIND],
])("what is written down reads as the same again, secrets aside: %s", (_, text) => {
  const { channels, products, settings } = parse(text);
  const withSecrets = (plan: ChannelPlan) => {
    const kind = KINDS.find((one) => one.kind === plan.kind);
    if (!kind) throw new Error(`no kind ${plan.kind}`);
    const secrets = (kind.fields ?? []).filter(({ form }) => form === "secret");
    const document = channelDocument(plan, kind);
    for (const field of secrets) expect(ownAt(document, { key: `${plan.kind}.${field.key}` })).toBeUndefined();
    return secrets.reduce((whole, field) => {
      const secret = ownAt(plan.own, field);
      return secret === undefined || secret === "" ? whole : withOwn(whole, { key: `${plan.kind}.${field.key}` }, secret);
    }, document);
  };
  const again = parse(
    provisioningText({
      ...(settings ? { settings: settingsDocument(settings) } : {}),
      channels: channels.map(withSecrets),
      products: products.map(productDocument),
    }),
  );
  expect(again.channels).toEqual(channels);
  expect(again.products).toEqual(products);
  expect(again.settings).toEqual(settings);
});
