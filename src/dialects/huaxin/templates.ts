import type { Answer, TemplateRequest } from "../../domain/call.ts";
import type { TemplateEntry, TemplateState } from "../../domain/provisioning.ts";
import type { Refusal } from "../../domain/reasons.ts";
import { type Fields, fieldNames } from "../../text/fields.ts";
import { isTemplate } from "../../text/templates.ts";
import { COMMON_FIELDS, type Endpoint, endpointRoute, type Operation, refuseWith } from "../aspx/endpoint.ts";
import { jsonReply } from "../aspx/reply.ts";
import type { DialectRoute, WireReply } from "../dialect.ts";
import { resultOf } from "./reasons.ts";
import { RESULTS } from "./results.ts";

type Field = "template" | "templateid";

/** Seed 004, 9.2. */
const STATES: Record<TemplateState, number> = { enabled: 1, disabled: 2, review: 3, returned: 4 };

/** One `action`: what it asks for, or why it can't, and what its replies have behind the three keys that all have. */
interface Action {
  request(fields: Fields<Field>): TemplateRequest | Refusal;
  /** Without entries: of a failure. */
  rest(entries: readonly TemplateEntry[]): object;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  add: {
    request: ({ template }) => faultOf(template) ?? { do: "add", text: template },
    rest: ([entry]) => ({ TemplateId: entry?.id ?? "" }),
  },
  query: {
    request: ({ templateid }) => (templateid.trim() === "" ? { do: "list" } : { do: "list", id: templateid.trim() }),
    rest: (entries) => ({
      TemplateList: entries.map(({ id, state, text }) => ({ TemplateId: id, Status: STATES[state], Template: text })),
    }),
  },
  update: {
    request: ({ template, templateid }) => faultOf(template) ?? { do: "update", id: templateid.trim(), text: template },
    rest: () => ({}),
  },
  del: {
    request: ({ templateid }) => ({ do: "delete", id: templateid.trim() }),
    rest: () => ({}),
  },
};

const ENDPOINT: Endpoint<Field> = {
  path: "/freeTemplate.aspx",
  charset: "utf-8",
  digest: "accepted",
  fields: fieldNames(...COMMON_FIELDS, "template", "templateid"),
  actions: new Map(Object.entries(ACTIONS).map(([name, action]) => [name, operation(action)])),
  fail: (refusal) => failed(refusal, {}),
};

/** Seed 004, chapter 9. */
export const templates: DialectRoute = endpointRoute(ENDPOINT);

function operation({ request, rest }: Action): Operation<Field> {
  const fail = (refusal: Refusal) => failed(refusal, rest([]));
  return {
    fail,
    decode(fields, identity) {
      const wanted = request(fields);
      if ("reason" in wanted) return refuseWith(identity, wanted, fail);
      return {
        call: { kind: "templates", identity, request: wanted },
        encode: (answer: Answer<"templates">) => (answer.ok ? reply("Success", 1, rest(answer.value)) : fail(answer.refusal)),
      };
    },
  };
}

function faultOf(template: string): Refusal | undefined {
  if (template.trim() === "") return { reason: "content-missing" };
  return isTemplate(template) ? undefined : { reason: "parameter-wrong", detail: "More than 5 @ are neighbours." };
}

/** The document's own spelling of failure on this path, whatever the account's is elsewhere. */
function failed(refusal: Refusal, rest: object): WireReply {
  return reply("Faild", resultOf(refusal).code, rest);
}

function reply(status: string, code: keyof typeof RESULTS, rest: object): WireReply {
  return jsonReply(JSON.stringify({ Status: status, StatusCode: String(code), Description: RESULTS[code].text, ...rest }));
}
